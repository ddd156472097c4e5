// Time and verdicts per pair of schemas, beside the tools on npm that answer the same question. Same pairs, same process, one
// tool after the other.
// Usage: node tools/bench/schema-compat/bench.mjs [--every N] [FOLDER]
//   FOLDER holds labelled pairs (JSON Lines) and defaults to ../shared/testdata/schema-pairs beside the repository; every Nth
//   row is asked (default 10). The other tools are installed from npm into a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { quantile } from '../quantile.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const { checkContainment } = createRequire(import.meta.url)(join(root, 'packages/schema-compat'));
const RIVALS = ['json-schema-diff@1.0.0', 'json-schema-diff-validator@0.4.2', 'jsoncompat@0.4.2'];

const args = process.argv.slice(2);
const every = args[0] === '--every' ? Number(args.splice(0, 2)[1]) : 10;
const folder = args[0] ?? join(root, '../shared/testdata/schema-pairs');

const installed = mkdtempSync(join(tmpdir(), 'schema-compat-bench-'));
try {
  writeFileSync(join(installed, 'package.json'), '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...RIVALS];
  execFileSync(npm, install, { cwd: installed, stdio: 'ignore' });
  const tools = await loadTools(join(installed, 'node_modules'));
  await comparePairs(tools, readPairs(folder));
} finally {
  rmSync(installed, { recursive: true, force: true });
}

/** Each answers whether every document under `a` is valid under `b`; undefined where it does not say. */
async function loadTools(modules) {
  const require = createRequire(join(modules, 'x.js'));
  const { diffSchemas } = require('json-schema-diff');
  const { validateSchemaCompatibility } = require('json-schema-diff-validator');
  let jsoncompat = await loadWasm(join(modules, 'jsoncompat'), 0);
  let panics = 0;
  // They reject a `$schema` that they do not know; without one they take the schema as it is.
  const bare = (schema) => (isObject(schema) ? (({ $schema: _, ...rest }) => rest)(schema) : schema);
  return {
    'schema-compat': ({ a, b, draft }) => {
      const { kind } = checkContainment(a, b, { draft });
      return kind === 'undecided' ? undefined : kind === 'compatible';
    },
    'json-schema-diff': async ({ a, b }) =>
      !(await diffSchemas({ sourceSchema: bare(a), destinationSchema: bare(b) })).removalsFound,
    'json-schema-diff-validator': ({ a, b }) => {
      try {
        validateSchemaCompatibility(bare(a), bare(b));
        return true;
      } catch (error) {
        if (/not backward compatible/.test(error.message)) return false;
        throw error;
      }
    },
    jsoncompat: async ({ a, b }) => {
      try {
        return jsoncompat.check_compat(JSON.stringify(bare(a)), JSON.stringify(bare(b)), 'deserializer');
      } catch (error) {
        // A panic leaves the instance unusable.
        if (error instanceof WebAssembly.RuntimeError) {
          panics += 1;
          jsoncompat = await loadWasm(join(modules, 'jsoncompat'), panics);
        }
        throw error;
      }
    },
  };
}

async function loadWasm(folder, instance) {
  const loaded = await import(`${pathToFileURL(join(folder, 'jsoncompat_wasm.js')).href}?${instance}`);
  loaded.initSync({ module: readFileSync(join(folder, 'jsoncompat_wasm_bg.wasm')) });
  return loaded;
}

function readPairs(from) {
  const files = readdirSync(from).filter((name) => name.endsWith('.jsonl'));
  const rows = files.flatMap((file) =>
    readFileSync(join(from, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  const pairs = rows.filter((_, index) => index % every === 0);
  if (pairs.length === 0) throw new Error(`no pairs in ${from}`);
  return pairs;
}

async function comparePairs(tools, pairs) {
  console.log(`${pairs.length} labelled pairs`);
  console.log('tool                          right  unsafe  false alarm  undecided  median ms   p95 ms');
  const medians = new Map();
  for (const [name, ask] of Object.entries(tools)) {
    const count = { right: 0, unsafe: 0, alarm: 0, undecided: 0 };
    const times = [];
    for (const pair of pairs) {
      const start = performance.now();
      const answer = await attempt(() => ask(pair));
      times.push(performance.now() - start);
      if (answer === undefined) count.undecided += 1;
      else if (answer === (pair.expected === 'compatible')) count.right += 1;
      else if (answer) count.unsafe += 1;
      else count.alarm += 1;
    }
    const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
    medians.set(name, median);
    const share = (number) => `${((100 * number) / pairs.length).toFixed(1)} %`;
    console.log(
      `${name.padEnd(27)} ${share(count.right).padStart(7)} ${String(count.unsafe).padStart(7)} ${String(count.alarm).padStart(12)} ${String(count.undecided).padStart(10)} ${median.toFixed(3).padStart(10)} ${p95.toFixed(2).padStart(8)}`,
    );
  }
  const own = medians.get('schema-compat');
  for (const [name, median] of medians)
    console.log(`median of ${name}: ${(median / own).toFixed(2)} times ours`);
}

async function attempt(action) {
  try {
    return await action();
  } catch {
    return undefined;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
