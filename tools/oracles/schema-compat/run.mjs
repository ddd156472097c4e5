// Runs checkContainment over labelled pairs of schemas (JSON Lines: id, draft, a, b, expected) and counts what it decides.
// Usage: node tools/oracles/schema-compat/run.mjs [--show KIND] [FOLDER]
//   KIND is wrong | refuted | undecided; FOLDER defaults to ../shared/testdata/schema-pairs beside the repository.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from '../../bench/quantile.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { checkContainment } = createRequire(import.meta.url)(join(root, 'packages/schema-compat'));

const args = process.argv.slice(2);
const show = args[0] === '--show' ? args.splice(0, 2)[1] : undefined;
const folder = args[0] ?? join(root, '../shared/testdata/schema-pairs');

const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
if (files.length === 0) throw new Error(`no pairs in ${folder}`);

let wrong = 0;
const codes = new Map();
console.log('file                  rows   right  wrong  refuted  undecided  median ms  p95 ms  max ms');
for (const file of files) {
  const rows = readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const count = { right: 0, wrong: 0, refuted: 0, undecided: 0 };
  const times = [];
  for (const row of rows) {
    const start = performance.now();
    const verdict = checkContainment(row.a, row.b, { draft: row.draft });
    times.push(performance.now() - start);
    const standing = standingOf(verdict.kind, row.expected);
    count[standing] += 1;
    if (verdict.kind === 'undecided') {
      const code = verdict.reasons[0]?.code ?? 'none';
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    if (standing === show) {
      console.log(
        JSON.stringify({ id: row.id, name: row.name, expected: row.expected, verdict, a: row.a, b: row.b }),
      );
    }
  }
  wrong += count.wrong;
  const at = (share) => quantile(times, share).toFixed(1);
  const share = `${((100 * count.right) / rows.length).toFixed(1)} %`;
  console.log(
    `${file.padEnd(21)} ${String(rows.length).padStart(5)} ${share.padStart(8)} ${String(count.wrong).padStart(5)} ${String(count.refuted).padStart(8)} ${String(count.undecided).padStart(10)} ${at(0.5).padStart(10)} ${at(0.95).padStart(7)} ${at(1).padStart(8)}`,
  );
}
console.log(
  'undecided by first reason:',
  Object.fromEntries([...codes].sort((left, right) => right[1] - left[1])),
);
process.exitCode = wrong === 0 ? 0 : 1;

/** A witness is a document that AJV accepts and rejects: it refutes a label that says there is none. */
function standingOf(verdict, expected) {
  if (verdict === 'undecided') return 'undecided';
  if (verdict === expected) return 'right';
  return verdict === 'breaking' ? 'refuted' : 'wrong';
}
