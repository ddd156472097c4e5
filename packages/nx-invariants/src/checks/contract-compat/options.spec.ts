import { describe, expect, it } from 'vitest';
import { withDefaults } from '../../check/check-options';
import { parseJson } from '../../config/json-document';
import { violationsOf } from '../../config/validate';
import check from './check';
import { asksForHistory, directionOf, isTransitive, type Options, policyOf, unmatchedGlobs } from './options';

const options = (given: Partial<Options>): Options => ({
  mode: 'backward',
  undeclaredOnly: 'minor',
  formats: 'assertion',
  baseline: 'merge-base',
  schemas: {},
  ...given,
});

function problems(given: unknown): string[] {
  const parsed = parseJson(JSON.stringify(given));
  if (!parsed.ok) throw new Error(parsed.message);
  return violationsOf(
    { locate: (path) => ({ file: 'nx.json', ...parsed.document.locate(path) }) },
    [],
    withDefaults(check, given as object),
    check.options,
  ).map(({ message }) => message);
}

describe('the options', () => {
  it('have defaults', () => {
    expect([problems({}), withDefaults(check, {})]).toEqual([[], options({})]);
  });

  it.each<[unknown]>([
    [{ mode: 'full-transitive', undeclaredOnly: 'major', formats: 'annotation' }],
    [{ baseline: { tags: 'contracts-v*' } }],
    [{ baseline: { releases: 'contracts/releases' } }],
    [{ schemas: { 'events/*': { mode: 'forward' }, job: { undeclaredOnly: 'major' } } }],
  ])('may be %j', (given) => {
    expect(problems(given)).toEqual([]);
  });

  it.each<[unknown]>([
    [{ mode: 'transitive' }],
    [{ baseline: 'tags' }],
    [{ baseline: { tags: '--output=x' } }],
    [{ baseline: { tags: 'a b' } }],
    [{ baseline: { releases: '../elsewhere' } }],
    [{ baseline: { releases: '/elsewhere' } }],
    [{ baseline: { releases: 'a/*' } }],
    [{ baseline: { tags: 'v*', releases: 'a' } }],
    [{ schemas: { job: {} } }],
    [{ schemas: { job: { formats: 'annotation' } } }],
    [{ undeclared: 'major' }],
  ])('may not be %j', (given) => {
    expect(problems(given)).not.toEqual([]);
  });
});

describe('the policy of a schema', () => {
  const special = options({
    mode: 'full',
    schemas: { 'events/**': { mode: 'forward-transitive' }, 'events/job': { undeclaredOnly: 'major' } },
  });

  it.each([
    ['job', 'full', 'minor'],
    ['events/other', 'forward-transitive', 'minor'],
    ['events/job', 'forward-transitive', 'major'],
  ])('%s is %s, %s', (name, mode, undeclaredOnly) => {
    expect(policyOf(special, name)).toEqual({ mode, undeclaredOnly });
  });

  it('names the globs that are for no schema', () => {
    expect(unmatchedGlobs(special, ['events/job'])).toEqual([]);
    expect(unmatchedGlobs(special, ['events/other', 'job'])).toEqual(['events/job']);
  });

  it.each([
    ['backward', 'backward', false],
    ['forward-transitive', 'forward', true],
    ['full-transitive', 'full', true],
  ] as const)('%s asks %s', (mode, direction, transitive) => {
    const policy = { mode, undeclaredOnly: 'minor' } as const;
    expect([directionOf(policy), isTransitive(policy)]).toEqual([direction, transitive]);
  });

  it.each<[unknown, boolean]>([
    [undefined, false],
    [false, false],
    [{ mode: 'full' }, false],
    [{ mode: 'full-transitive' }, true],
    [{ schemas: { a: { mode: 'backward' }, b: { mode: 'backward-transitive' } } }, true],
    [{ mode: 3, schemas: [{}, null] }, false],
  ])('%j asks for the history: %j', (given, expected) => {
    expect(asksForHistory(given)).toBe(expected);
  });
});
