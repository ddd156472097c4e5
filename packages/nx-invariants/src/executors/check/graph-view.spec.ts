import type { TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { graphView } from './graph-view';

describe('what a target depends on', () => {
  it.each<[string, Required<TargetConfiguration>['dependsOn'], string[]]>([
    ['names', ['check-tone', '^build', 'web:check-tone'], ['check-tone', '^build', 'web:check-tone']],
    [
      'targets of the project itself',
      [{ target: 'check-tone' }, { projects: 'self', target: 'build' }],
      ['check-tone', 'build'],
    ],
    [
      'targets of others, which say nothing of the one of that name here',
      [
        { target: 'check-tone', dependencies: true },
        { target: 'check-tone', projects: ['web'] },
        { target: 'check-tone', projects: [] },
      ],
      [],
    ],
  ])('%s', (_, dependsOn, expected) => {
    const targets = { invariants: { executor: 'nx:noop', dependsOn } };
    const api = { name: 'api', type: 'app' as const, data: { root: 'apps/api', targets } };
    expect(graphView({ nodes: { api }, dependencies: {} }).projects.api?.targets).toEqual({
      invariants: { executor: 'nx:noop', dependsOn: expected, cache: false },
    });
  });
});
