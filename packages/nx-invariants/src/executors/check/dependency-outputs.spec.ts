import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { expect, it } from 'vitest';
import { dependencyOutputs } from './dependency-outputs';

type DependsOn = TargetConfiguration['dependsOn'];

const outputsWith = (dependsOn: DependsOn, coverage: TargetConfiguration): string[] => {
  const project: ProjectConfiguration = {
    name: 'a',
    root: 'apps/a',
    targets: { 'check-coverage': { dependsOn }, coverage },
  };
  return dependencyOutputs(project, 'check-coverage');
};
const measured: TargetConfiguration = { executor: 'x:y', outputs: ['{projectRoot}/coverage'] };

it.each<[string, DependsOn]>([
  ['by its name', ['coverage']],
  ['as an object', [{ target: 'coverage' }]],
  ['as an object that names the project itself', [{ target: 'coverage', projects: 'self' }]],
])('a target that is depended on %s', (_what, dependsOn) => {
  expect(outputsWith(dependsOn, measured)).toEqual(['apps/a/coverage']);
});

it.each<[string, DependsOn]>([
  ['nothing', undefined],
  ['a target that is none', ['gone', 'toString', { target: 'gone' }]],
  ['that of its dependencies', ['^coverage', { target: 'coverage', dependencies: true }]],
  ['that of another project', [{ target: 'coverage', projects: ['b'] }]],
])('no output where it depends on %s', (_what, dependsOn) => {
  expect(outputsWith(dependsOn, measured)).toEqual([]);
});

it.each<[string, TargetConfiguration, string[]]>([
  ['the workspace', { ...measured, outputs: ['{workspaceRoot}/out/{projectName}'] }, ['out/a']],
  ['an option', { ...measured, outputs: ['{options.to}'], options: { to: 'out' } }, ['out']],
  ['an option that is not set', { ...measured, outputs: ['{options.to}'] }, []],
  [
    'what is taken out',
    { ...measured, outputs: ['{projectRoot}/o', '!{projectRoot}/o/x'] },
    ['apps/a/o', '!apps/a/o/x'],
  ],
  ['none', { executor: 'x:y' }, []],
  ['those of nothing', { ...measured, executor: 'nx:noop' }, []],
])('outputs in %s', (_what, coverage, expected) => {
  expect(outputsWith(['coverage'], coverage)).toEqual(expected);
});
