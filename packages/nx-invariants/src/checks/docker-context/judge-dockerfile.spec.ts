import { describe, expect, it } from 'vitest';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { judgeDockerfile } from './judge-dockerfile';

const builder: ImageBuilder = {
  source: 'compose',
  label: 'the Compose service a',
  location: { file: 'compose.yml', line: 1 },
  dockerfile: 'a/Dockerfile',
  context: '.',
  appliesIgnoreFile: true,
  target: undefined,
  args: new Map(),
  namedContexts: new Map(),
};

function findings(builders: readonly ImageBuilder[], unreadable: string) {
  const texts = new Map([['a/Dockerfile', 'FROM scratch\nCOPY . /x/\n']]);
  return judgeDockerfile('a/Dockerfile', builders, {
    read: (path) => texts.get(path),
    entries: new Map([...texts.keys(), unreadable].map((path) => [path, { kind: 'file' }])),
    isIgnored: () => false,
    projectRoot: 'a',
    targets: [],
  }).findings.map(({ severity, file, message }) => `${severity} ${file} ${message}`);
}

describe('judgeDockerfile', () => {
  it.each(['.dockerignore', 'a/Dockerfile.dockerignore'])('fails where %s cannot be read', (path) => {
    expect(findings([builder], path)).toEqual([
      `error ${path} ${path} cannot be read, so what it keeps out of the context cannot be told`,
    ]);
  });

  it('needs no ignore file for a Git context, and none of another', () => {
    expect([
      findings([{ ...builder, appliesIgnoreFile: false }], '.dockerignore'),
      findings([builder], 'b/.dockerignore'),
    ]).toEqual([[], []]);
  });

  it('fails where the Dockerfile cannot be read', () => {
    expect(
      judgeDockerfile('a/Dockerfile', [builder], {
        read: () => undefined,
        entries: new Map(),
        isIgnored: () => false,
        projectRoot: 'a',
        targets: [],
      }),
    ).toMatchObject({
      judged: false,
      findings: [{ severity: 'error', message: 'a/Dockerfile cannot be read' }],
    });
  });
});
