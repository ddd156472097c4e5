import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildResolution } from './build/result';
import { type BuildCase, resolveBuildCase } from './cases/build-case';

/** What it did; `files` is the image, `null` where it failed or was not looked at. */
interface OracleVerdict {
  readonly id: string;
  readonly ok: boolean;
  readonly error: string | null;
  readonly line: number | null;
  readonly files: readonly string[] | null;
}

interface Comparison {
  readonly id: string;
  readonly verdict: 'right' | 'wrong' | 'undecided';
  readonly files: 'right' | 'wrong' | 'undecided' | 'not-compared';
  readonly line: 'right' | 'wrong' | 'not-compared';
  readonly told: string;
}

const GIVEN = join(__dirname, '../../../../shared/testdata/docker-context');
const FIXTURES = join(__dirname, '../fixtures/buildkit');
/** Random cases of tools/oracles/docker-context with the builder's verdicts; every difference it found is among them. */
const FUZZED = join(__dirname, '../fixtures/fuzz');
/** ADD of archives, with their contents. */
const ARCHIVES = join(__dirname, '../fixtures/archives');

describe('verdicts of a real BuildKit', () => {
  it('agrees with every committed case', () => {
    const compared = compareAll(FIXTURES);
    expect(compared.length).toBeGreaterThan(100);
    expect(compared.filter(({ verdict, files }) => verdict !== 'right' || files === 'wrong')).toEqual([]);
  });

  it('agrees with every recorded random case', () => {
    const compared = compareAll(FUZZED);
    expect(compared.length).toBeGreaterThan(100);
    expect(compared.filter(({ verdict, files }) => verdict === 'wrong' || files === 'wrong')).toEqual([]);
    expect(compared.filter(({ verdict }) => verdict === 'right').length).toBeGreaterThan(100);
  });

  it('agrees with every recorded archive, and knows which it cannot unpack', () => {
    const compared = compareAll(ARCHIVES);
    expect(compared.length).toBeGreaterThan(20);
    expect(compared.filter(({ verdict, files }) => verdict !== 'right' || files === 'wrong')).toEqual([]);
    const undecided = compared.filter(({ files }) => files === 'undecided').map(({ id }) => id);
    // xz, bzip2, and what begins like gzip and is not.
    expect(undecided).toEqual(['archive-4', 'archive-5', 'archive-8']);
  });

  it.skipIf(!existsSync(GIVEN))('is right on 500 or more of the given cases and wrong on none', () => {
    const compared = compareAll(GIVEN);
    const count = (key: 'verdict' | 'files' | 'line') => tally(compared.map((comparison) => comparison[key]));
    console.log(
      `docker-context: ${compared.length} cases; verdict ${count('verdict')}; image files ${count('files')}; line ${count('line')}`,
    );
    for (const comparison of compared.filter(
      ({ verdict, files }) => verdict === 'undecided' || files === 'undecided',
    )) {
      console.log(`  undecided: ${comparison.id}: ${comparison.told}`);
    }
    expect(compared.filter(({ verdict, files }) => verdict === 'wrong' || files === 'wrong')).toEqual([]);
    expect(compared.filter(({ verdict }) => verdict === 'right').length).toBeGreaterThanOrEqual(500);
  });

  it.runIf(!existsSync(GIVEN))('says that the given cases are absent', () => {
    console.log(`docker-context: ${GIVEN} is absent; only the committed cases were compared`);
  });
});

function compareAll(directory: string): Comparison[] {
  const cases = readLines<BuildCase>(join(directory, 'cases.jsonl'));
  const verdicts = new Map(
    readLines<OracleVerdict>(join(directory, 'verdicts.jsonl')).map((line) => [line.id, line]),
  );
  return cases.map((given) => {
    const verdict = verdicts.get(given.id);
    if (verdict === undefined) throw new Error(`${given.id} has no verdict`);
    return compare(given, verdict);
  });
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

function compare(given: BuildCase, verdict: OracleVerdict): Comparison {
  const resolution = resolveBuildCase(given);
  const outcome = resolution.kind === 'parse-error' ? 'fails' : resolution.outcome;
  const reported = resolution.kind === 'parse-error' ? resolution : resolution.reasons[0]?.range;
  return {
    id: given.id,
    verdict: outcome === 'unknown' ? 'undecided' : (outcome === 'builds') === verdict.ok ? 'right' : 'wrong',
    files: compareFiles(resolution, verdict),
    line:
      verdict.line === null || outcome !== 'fails'
        ? 'not-compared'
        : reported?.line === verdict.line
          ? 'right'
          : 'wrong',
    told: resolution.kind === 'parse-error' ? resolution.message : describeResolution(resolution, verdict),
  };
}

function describeResolution(
  resolution: Exclude<BuildResolution, { kind: 'parse-error' }>,
  verdict: OracleVerdict,
): string {
  const { outcome, reasons, image } = resolution;
  return JSON.stringify({ outcome, reasons, image, expected: verdict });
}

function compareFiles(resolution: BuildResolution, verdict: OracleVerdict): Comparison['files'] {
  if (verdict.files === null || resolution.kind === 'parse-error') return 'not-compared';
  if (resolution.image.kind === 'unknown') return 'undecided';
  const expected = JSON.stringify([...verdict.files].sort());
  return JSON.stringify(resolution.image.entries) === expected ? 'right' : 'wrong';
}

function tally(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${count} ${value}`).join(', ');
}
