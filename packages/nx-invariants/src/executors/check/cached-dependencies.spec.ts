import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { cachedDependencies } from './cached-dependencies';

const everything = '{projectRoot}/**/*';
const named = {
  sharedGlobals: ['{workspaceRoot}/.nvmrc'],
  production: ['default', 'sharedGlobals', '!{projectRoot}/**/*.spec.ts'],
  loop: ['loop', '{projectRoot}/a.ts'],
};

type Inputs = TargetConfiguration['inputs'];

/** The filesets of a cached target `coverage` with these inputs, beside other targets. */
function filesetsWith(
  inputs: Inputs,
  others: { [name: string]: TargetConfiguration } = {},
  dependsOn?: TargetConfiguration['dependsOn'],
) {
  const coverage: TargetConfiguration = {
    cache: true,
    ...(inputs && { inputs }),
    ...(dependsOn && { dependsOn }),
  };
  const project: ProjectConfiguration = {
    root: 'apps/a',
    targets: { 'check-coverage': { dependsOn: ['coverage'] }, coverage, ...others },
  };
  return cachedDependencies(project, 'check-coverage', named);
}

const outputs = [{ dependentTasksOutputFiles: '**/*.js' }];

describe('cachedDependencies', () => {
  it.each<[string, Inputs, string[]]>([
    ['none', [], []],
    ['no list, which Nx takes as default', undefined, [everything]],
    ['a name', ['default'], [everything]],
    [
      'names in a name',
      ['production'],
      [everything, '{workspaceRoot}/.nvmrc', '!{projectRoot}/**/*.spec.ts'],
    ],
    ['a name that holds itself', ['loop'], ['{projectRoot}/a.ts']],
    [
      'objects',
      [{ fileset: '{projectRoot}/b.ts' }, { input: 'sharedGlobals' }],
      ['{projectRoot}/b.ts', '{workspaceRoot}/.nvmrc'],
    ],
    ['what is no file', [{ env: 'CI' }, { runtime: 'node -v' }, { externalDependencies: ['vitest'] }], []],
    [
      'what other projects have',
      ['^default', { input: 'default', dependencies: true }, { input: 'default', projects: ['b'] }],
      [],
    ],
  ])('knows the filesets of a target whose inputs are %s', (_, inputs, filesets) => {
    expect(filesetsWith(inputs)).toEqual([{ target: 'coverage', filesets }]);
  });

  it.each<[string, TargetConfiguration, string[]]>([
    ['of a cached target', { cache: true, inputs: ['{projectRoot}/src/**'] }, ['{projectRoot}/src/**']],
    ['of one that always runs', { inputs: [] }, [everything]],
    [
      'of one that depends on the first',
      { cache: true, inputs: [...outputs, '{projectRoot}/c.ts'], dependsOn: ['coverage', '^build'] },
      ['{projectRoot}/c.ts'],
    ],
  ])('counts the files behind an output %s that is an input', (_, build, filesets) => {
    expect(filesetsWith(outputs, { build }, ['build', '^build'])).toEqual([{ target: 'coverage', filesets }]);
    expect(filesetsWith([], { build }, ['build'])).toEqual([{ target: 'coverage', filesets: [] }]);
  });

  it('leaves out targets that always run, and those of other projects', () => {
    const targets = {
      'check-coverage': {
        dependsOn: ['coverage', '^coverage', 'gone', { target: 'other', projects: ['b'] }],
      },
      coverage: { inputs: [] },
      other: { cache: true },
    };
    expect(cachedDependencies({ root: 'apps/a', targets }, 'check-coverage', named)).toEqual([]);
  });

  it('has the named inputs of a project before those of nx.json', () => {
    const project: ProjectConfiguration = {
      root: 'apps/a',
      namedInputs: { sharedGlobals: [] },
      targets: { check: { dependsOn: ['coverage'] }, coverage: { cache: true, inputs: ['sharedGlobals'] } },
    };
    expect(cachedDependencies(project, 'check', named)).toEqual([{ target: 'coverage', filesets: [] }]);
  });
});
