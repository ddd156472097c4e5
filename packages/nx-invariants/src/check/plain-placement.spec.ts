import { describe, expect, it } from 'vitest';
import { plainPlacement } from './plain-placement';

const noInputs =
  'it returned no list of inputs (filesets that begin with {projectRoot}/ or {workspaceRoot}/, { json, fields }, { env } or { dependentTasksOutputFiles })';
const malformed = 'parameters, dependsOn or edges of what it returned are malformed';

describe('plainPlacement', () => {
  it.each([null, undefined, false])('places nothing for %j', (value) => {
    expect(plainPlacement(value)).toBeUndefined();
  });

  it.each([
    { inputs: [] },
    {
      inputs: [
        '{projectRoot}/**/*',
        '!{workspaceRoot}/a/b',
        '{projectRoot}',
        '{projectRoot}/**/!(*.spec).{ts,js}',
        '{projectRoot}/\\[id\\]/{a,{b,c(d)}}',
        { json: '{workspaceRoot}/a.json' },
        { json: '{workspaceRoot}/a.json', fields: ['b'] },
        { env: 'A' },
        { dependentTasksOutputFiles: '**/*' },
        { dependentTasksOutputFiles: '**/*', transitive: true },
      ],
      parameters: { a: [{ b: null }] },
      dependsOn: ['build'],
      edges: [{ path: 'a', decidedBy: 'b/c', readBy: 'check' }, { path: 'd' }],
    },
  ])('takes %j', (placement) => {
    expect(plainPlacement(placement)).toEqual(placement);
  });

  it('takes nothing else along', () => {
    expect(plainPlacement({ inputs: [], outputs: ['a'], cache: true })).toEqual({ inputs: [] });
  });

  it.each([
    [3, noInputs],
    [[], noInputs],
    [{}, noInputs],
    [{ inputs: 'a' }, noInputs],
    [{ inputs: ['default'] }, noInputs],
    [{ inputs: ['^production'] }, noInputs],
    [{ inputs: ['a.txt'] }, noInputs],
    [{ inputs: [{}] }, noInputs],
    [{ inputs: [{ runtime: 'node -v' }] }, noInputs],
    [{ inputs: [{ env: 'A', json: 3 }] }, noInputs],
    [{ inputs: [{ json: 'a', fields: 'b' }] }, noInputs],
    [{ inputs: [{ env: 3 }] }, noInputs],
    [{ inputs: [{ externalDependencies: ['a'] }] }, noInputs],
    [{ inputs: ['{projectRoot}x'] }, noInputs],
    [{ inputs: ['!!{projectRoot}/x'] }, noInputs],
    [{ inputs: ['{projectRoot}/{a'] }, noInputs],
    [{ inputs: ['{projectRoot}/!(a'] }, noInputs],
    [{ inputs: ['{projectRoot}/{a(b}c)'] }, noInputs],
    [{ inputs: ['{projectRoot}/a)'] }, noInputs],
    [{ inputs: ['{projectRoot}/[z-a]'] }, noInputs],
    [{ inputs: ['{projectRoot}/a\\'] }, noInputs],
    [{ inputs: [{ json: 'a.json' }] }, noInputs],
    [{ inputs: [{ json: '{projectRoot}/{a' }] }, noInputs],
    [{ inputs: [{ dependentTasksOutputFiles: '{a' }] }, noInputs],
    [{ inputs: [{ dependentTasksOutputFiles: 'a', transitive: 'yes' }] }, noInputs],
    [{ inputs: [], parameters: [] }, malformed],
    [{ inputs: [], dependsOn: [{ target: 'a' }] }, malformed],
    [{ inputs: [], edges: [{ path: 'a', readBy: 'all' }] }, malformed],
  ])('refuses %j', (value, message) => {
    expect(() => plainPlacement(value)).toThrow(new TypeError(message));
  });
});
