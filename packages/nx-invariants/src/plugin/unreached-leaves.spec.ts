import type { ProjectGraph } from '@nx/devkit';
import { expect, it } from 'vitest';
import { unreachedLeaves } from './unreached-leaves';

const graph = {
  nodes: {
    a: node({
      coverage: { executor: 'nx-invariants:native' },
      'check-coverage': {
        executor: 'nx-invariants:check',
        dependsOn: ['coverage'],
        options: { check: 'coverage' },
      },
      'check-docker-context': { executor: 'nx-invariants:check', options: { check: 'docker-context' } },
      invariants: { executor: 'nx:noop', dependsOn: ['check-coverage', 'check-docker-context'] },
    }),
    b: node({
      'check-coverage': {
        executor: 'nx-invariants:check',
        dependsOn: ['coverage'],
        options: { check: 'coverage' },
      },
    }),
    c: { data: { root: 'c' } },
  },
} as unknown as ProjectGraph;

function node(targets: object) {
  return { data: { root: '.', targets } };
}

it.each<[string, string[], string[]]>([
  ['of the project whose target failed', ['a:coverage'], ['a:coverage']],
  ['none where another target failed', ['a:build', 'c:coverage'], []],
  ['of several projects', ['a:coverage', 'b:coverage'], ['a:coverage', 'b:coverage']],
])('leaves not reached: %s', (_what, failed, expected) => {
  const found = unreachedLeaves(new Set(failed), graph);
  expect(found.map(({ project, check, reason }) => [`${project}:${check}`, reason])).toEqual(
    expected.map((leaf) => [leaf, 'not run']),
  );
});
