import { describe, expect, it } from 'vitest';
import { composeBuilds } from './builds';
import { readCompose } from './read';

const at = (line: number, column: number) => ({ file: 'compose.yaml', line, column });

describe('composeBuilds', () => {
  it('lists what Compose would build', () => {
    const text = [
      'services:',
      '  a: { build: apps/a }',
      '  b: { build: { context: ., dockerfile: b/D, target: t, args: { X: 1, Y: }, additional_contexts: { lib: ./lib } } }',
      '  c: { build: { context: c, dockerfile_inline: "FROM x" } }',
      '  d: { build: "https://github.com/o/r.git" }',
      '  e: { build: { context: ., dockerfile: ../D } }',
      '  f: { image: x }',
    ].join('\n');
    const result = readCompose({ files: ['compose.yaml'], read: () => text, env: { Y: 'y' } });
    expect(result.ok && composeBuilds(result.value)).toEqual([
      {
        kind: 'local',
        service: 'a',
        contextPath: 'apps/a',
        dockerfilePath: 'apps/a/Dockerfile',
        target: undefined,
        args: new Map(),
        additionalContexts: new Map(),
        location: at(2, 8),
      },
      {
        kind: 'local',
        service: 'b',
        contextPath: '.',
        dockerfilePath: 'b/D',
        target: 't',
        args: new Map([
          ['X', '1'],
          ['Y', 'y'],
        ]),
        additionalContexts: new Map([['lib', { kind: 'local', path: 'lib' }]]),
        location: at(3, 8),
      },
      {
        kind: 'inline',
        service: 'c',
        contextPath: 'c',
        dockerfile: 'FROM x',
        target: undefined,
        args: new Map(),
        additionalContexts: new Map(),
        location: at(4, 8),
      },
      {
        kind: 'elsewhere',
        service: 'd',
        context: { kind: 'remote', url: 'https://github.com/o/r.git' },
        dockerfile: { kind: 'file', path: 'Dockerfile' },
        target: undefined,
        args: new Map(),
        additionalContexts: new Map(),
        location: at(5, 8),
      },
      {
        kind: 'elsewhere',
        service: 'e',
        context: { kind: 'local', path: '.' },
        dockerfile: { kind: 'outside-root', path: '../D' },
        target: undefined,
        args: new Map(),
        additionalContexts: new Map(),
        location: at(6, 8),
      },
    ]);
  });
});
