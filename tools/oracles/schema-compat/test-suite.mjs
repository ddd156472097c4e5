// Runs the JSON Schema Test Suite through the package's own evaluation, AJV as the package sets it up, and the second
// validator: which required tests each gets wrong, by draft. Fails if the own evaluation gets one wrong that is not explained.
// Usage: node tools/oracles/schema-compat/test-suite.mjs FOLDER [--show own|ajv|second]
//   FOLDER holds `tests/draft7/...` and `remotes/...`. The source distribution of the Python package jsonschema has it:
//   pip download --no-deps --no-binary :all: jsonschema==4.25.1 && tar xzf jsonschema-4.25.1.tar.gz  (folder `json`)
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const load = (path) => createRequire(import.meta.url)(join(root, 'packages/schema-compat/dist', path));
const { compileValidator } = load('confirm/validator');
const { compileSecondOpinion } = load('confirm/second-opinion');
const { compileSchema } = load('schema/compile');
const { declaredDraft } = load('schema/draft');
const { Evaluator } = load('schema/evaluate');
const { NodeStore } = load('schema/node');
const { Budget } = load('solve/budget');
const { Patterns } = load('solve/pattern');

const [folder, flag, shown] = process.argv.slice(2);
if (folder === undefined || !existsSync(join(folder, 'tests'))) {
  console.error(
    'usage: test-suite.mjs FOLDER: the folder of the JSON Schema Test Suite, which holds tests/ and remotes/',
  );
  process.exit(2);
}
const show = flag === '--show' ? shown : undefined;

const DRAFTS = {
  4: 'draft4',
  6: 'draft6',
  7: 'draft7',
  '2019-09': 'draft2019-09',
  '2020-12': 'draft2020-12',
};

/** Files whose tests the own evaluation cannot pass: why. */
const EXPLAINED = new Map([['vocabulary.json', 'custom meta-schemas and their vocabularies are not read']]);

console.log('draft     tests   own: wrong unknown   ajv: wrong unknown   second: wrong unknown');
let ownWrong = 0;
for (const [draft, name] of Object.entries(DRAFTS)) {
  const count = { tests: 0, own: tally(), ajv: tally(), second: tally() };
  const remotes = readRemotes(name);
  for (const file of readdirSync(join(folder, 'tests', name)).filter((entry) => entry.endsWith('.json'))) {
    for (const group of JSON.parse(readFileSync(join(folder, 'tests', name, file), 'utf8'))) {
      const isRemote = JSON.stringify(group.schema).includes('localhost:1234');
      const source = { schema: group.schema, ...(isRemote && { documents: remotes }) };
      const declared = declaredDraft(group.schema) ?? draft;
      const judges = { own: ownJudge(source, declared), ajv: ajvJudge(source, declared) };
      const second = compileSecondOpinion(source, declared, 'annotation', new Patterns());
      for (const test of group.tests) {
        count.tests += 1;
        const answers = { own: judges.own(test.data), ajv: judges.ajv(test.data), second: second(test.data) };
        for (const [who, answer] of Object.entries(answers)) {
          const mark = answer === undefined ? 'unknown' : answer === test.valid ? 'right' : 'wrong';
          const key = `${file}: ${group.description}: ${test.description}`;
          if (mark !== 'right') count[who][mark].push(key);
          if (who === show && mark !== 'right') console.log(`  ${mark} draft ${draft} ${key}`);
        }
      }
    }
  }
  ownWrong += count.own.wrong.filter((key) => !EXPLAINED.has(key.slice(0, key.indexOf(':')))).length;
  const cells = ['own', 'ajv', 'second'].map(
    (who) =>
      `${String(count[who].wrong.length).padStart(who.length + 7)} ${String(count[who].unknown.length).padStart(7)}`,
  );
  console.log(`${draft.padEnd(8)} ${String(count.tests).padStart(6)}   ${cells.join('   ')}`);
}
process.exitCode = ownWrong === 0 ? 0 : 1;

function ownJudge(source, draft) {
  const store = new NodeStore();
  const options = { side: 'a', draft, formats: 'annotation', interpretation: 'specification' };
  const { root: schema } = compileSchema(store, source, options);
  const budget = () => new Budget({ maxSteps: 100_000, timeLimitMs: 10_000 });
  return (document) => new Evaluator(store, new Patterns(), budget()).accepts(schema, document);
}

function ajvJudge(source, draft) {
  const compiled = compileValidator(source, draft, 'annotation');
  return (document) => {
    const validation = compiled.ok ? compiled.validator.validate(document) : { kind: 'failed' };
    return validation.kind === 'failed' ? undefined : validation.kind === 'valid';
  };
}

function tally() {
  return { wrong: [], unknown: [] };
}

/** The documents the suite serves at http://localhost:1234/, those of other drafts left out. */
function readRemotes(draftFolder) {
  const found = new Map();
  const base = join(folder, 'remotes');
  const walk = (path) => {
    for (const entry of readdirSync(path)) {
      const full = join(path, entry);
      if (statSync(full).isDirectory()) {
        if (path !== base || !entry.startsWith('draft') || entry === draftFolder) walk(full);
      } else if (entry.endsWith('.json')) {
        found.set(`http://localhost:1234/${relative(base, full)}`, JSON.parse(readFileSync(full, 'utf8')));
      }
    }
  };
  walk(base);
  return found;
}
