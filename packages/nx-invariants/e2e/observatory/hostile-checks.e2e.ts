import { afterEach, expect, test } from 'vitest';
import type { NxRun } from '../nx-workspace';
import {
  allInvariants,
  errorsOf,
  executed,
  observatory,
  reportOf,
  startAfresh,
  tasksNamed,
  tasksThat,
} from './observatory';

afterEach(startAfresh);

const check = 'tools/checks/engine-boundaries/check.mjs';
const hostileLeaf = 'docker-context:check-engine-boundaries';
/** It lies in tools/, whose scripts the workspace project holds to every system. */
const readsItsScript = 'workspace:check-portable-scripts';
const start = '  async run({ project, files }) {\n';

/** Lets the workspace's own check misbehave on one project; on the others it stays as it is. */
function misbehave(code: string): void {
  observatory.replace(
    check,
    start,
    `${start}    if (files.list().some((file) => file.includes('docker-context'))) { ${code} }\n`,
  );
  observatory.replace(
    check,
    "  id: 'engine-boundaries',\n",
    "  id: 'engine-boundaries',\n  deadlineSeconds: 20,\n",
  );
}

test.each([
  { behaviour: 'exits with 0', code: 'process.exit(0);', says: /its code ended the process \(exit code 0\)/ },
  {
    behaviour: 'exits with 0 a moment later',
    code: 'setTimeout(() => process.exit(0), 100); return new Promise(() => {});',
    says: /its code ended the process \(exit code 0\)/,
  },
  { behaviour: 'throws', code: "throw new Error('no further');", says: /no further/ },
  { behaviour: 'throws what is no error', code: 'throw null;', says: /it threw null/ },
  { behaviour: 'loops', code: 'for (;;) {}', says: /it did not finish within its deadline of 20 seconds/ },
  {
    behaviour: 'never answers',
    code: 'return new Promise(() => {});',
    says: /it did not finish within its deadline of 20 seconds|ended the process/,
  },
  {
    behaviour: 'allocates without bound',
    code: 'const all = []; for (;;) all.push(new Array(1e5).fill(all.length));',
    says: /memory|deadline/,
  },
  {
    behaviour: 'sees nothing',
    code: 'return { subjects: [], findings: [] };',
    says: /found nothing to judge/,
  },
  { behaviour: 'returns no result', code: 'return 42;', says: /it returned no result/ },
  {
    behaviour: 'returns what is no finding',
    code: "return { subjects: ['a'], findings: [{ message: 'x' }] };",
    says: /a finding lacks/,
  },
  {
    behaviour: 'reads what it did not declare',
    code: "files.read('package.json');",
    says: /the check reads package.json, which is not among the declared inputs/,
  },
])('a check that $behaviour turns its own leaf red and no other', async ({ code, says }) => {
  misbehave(code);
  const run = await observatory.nx(allInvariants);
  expect.soft(run.code).toBe(1);
  expect.soft(tasksThat(run, 'failed'), run.output).toEqual([hostileLeaf]);
  expect.soft(executed(run)).toEqual(tasksNamed(['*:check-engine-boundaries', readsItsScript]).sort());
  expect.soft(reportOf(hostileLeaf).verdict).toMatch(/^(error|violated)$/);
  expect
    .soft(errorsOf(hostileLeaf).map(({ message }) => message))
    .toContainEqual(expect.stringMatching(says));
});

test('a check that prints is shown with its leaf, and changes nothing else', async () => {
  misbehave(
    "console.log('a word from the check'); process.stdout.write('and another\\n'); throw new Error('so that it shows');",
  );
  const run = await observatory.nx(allInvariants);
  expect(tasksThat(run, 'failed'), run.output).toEqual([hostileLeaf]);
  expect(run.output).toMatch(
    /a word from the check\s+and another\s+✖ check-engine-boundaries docker-context/,
  );
});

test('a check that fails after it has answered fails nobody else', async () => {
  misbehave("setTimeout(() => { throw new Error('too late'); }, 5);");
  const run = await observatory.nx(allInvariants);
  expect(
    tasksThat(run, 'failed').filter((task) => task !== hostileLeaf),
    run.output,
  ).toEqual([]);
});

test('a check that cannot be loaded is named, and its leaves are missed', async () => {
  observatory.write(check, `throw new Error('cannot be loaded');\n`);
  const run = await observatory.nx(['run-many', '-t', 'invariants', '-p', 'workspace']);
  expect(tasksThat(run, 'failed'), run.output).toEqual([
    'workspace:check-configuration',
    'workspace:check-invariant-map',
  ]);
  expect(errorsOf('workspace:check-configuration').map(({ message }) => message)).toContainEqual(
    expect.stringContaining(`the check module ${check}`),
  );
  expect(errorsOf('workspace:check-invariant-map').map(({ message }) => message)).toContainEqual(
    expect.stringContaining('E1: the project schema-compat has no target check-engine-boundaries'),
  );
});

/** Puts code at the top of the workspace's own check: whoever makes the graph runs it. */
function misbehaveWhenLoaded(code: string): void {
  observatory.write(check, `${code}\n${observatory.read(check)}`);
}

/** Nx itself says so on standard error when the graph takes 10 seconds. */
const nxWaits = /^Creating project graph nodes with nx-invariants\s+/;

async function showProjects(): Promise<NxRun> {
  const run = await observatory.nx(['show', 'projects', '--json']);
  return { ...run, output: run.output.replace(nxWaits, '') };
}

test.each([
  { behaviour: 'exits', code: 'process.exit(0);', says: 'its code ended the process (exit code 0)' },
  { behaviour: 'loops', code: 'for (;;);', says: 'it did not finish within its deadline of 10 seconds' },
  {
    behaviour: 'throws later',
    code: "setTimeout(() => { throw new Error('too late'); }); await new Promise((done) => setTimeout(done, 5000));",
    says: 'too late',
  },
])(
  'a check that $behaviour when it is loaded leaves the graph whole, and is named',
  async ({ code, says }) => {
    const whole = await showProjects();
    expect(JSON.parse(whole.output)).toContain('docker-context');
    misbehaveWhenLoaded(code);
    expect.soft(await showProjects()).toEqual(whole);
    const run = await observatory.nx(['run-many', '-t', 'invariants', '-p', 'workspace,gateway,infra']);
    expect
      .soft(tasksThat(run, 'failed'), run.output)
      .toEqual(['workspace:check-configuration', 'workspace:check-invariant-map']);
    expect.soft(executed(run)).toEqual([readsItsScript]);
    expect
      .soft(errorsOf('workspace:check-configuration').map(({ message }) => message))
      .toEqual([
        'there are options for the check "engine-boundaries", but there is no such check',
        `the check module ${check}: it cannot be loaded: ${says}`,
      ]);
  },
);

test.each([
  { behaviour: 'exits', code: 'process.exit(0);', says: 'its code ended the process (exit code 0)' },
  { behaviour: 'loops', code: 'for (;;);', says: 'it did not finish within its deadline of 10 seconds' },
])('a check that $behaviour when it is placed is red there and on what is left', async ({ code, says }) => {
  const whole = await showProjects();
  observatory.replace(
    check,
    '    if (!engines.includes(project.name)) return undefined;\n',
    `    if (project.name === 'docker-context') { ${code} }\n    if (!engines.includes(project.name)) return undefined;\n`,
  );
  expect.soft(await showProjects()).toEqual(whole);
  const run = await observatory.nx(['run-many', '-t', 'check-engine-boundaries,check-service-version']);
  expect
    .soft(tasksThat(run, 'failed'), run.output)
    .toEqual([
      hostileLeaf,
      'nx-invariants:check-engine-boundaries',
      'portable-scripts:check-engine-boundaries',
      'schema-compat:check-engine-boundaries',
      'topology:check-engine-boundaries',
    ]);
  expect.soft(tasksThat(run, 'passed')).toEqual(['coverage:check-engine-boundaries']);
  expect
    .soft(errorsOf(hostileLeaf).map(({ message }) => message))
    .toEqual([expect.stringContaining(`when it was asked about docker-context: ${says}`)]);
});

test('a check that prints and patches what others use alters neither the graph nor their verdicts', async () => {
  const whole = await showProjects();
  misbehaveWhenLoaded(
    "console.log('printed'); console.error('printed'); Array.prototype.map = () => []; JSON.stringify = () => '{}';",
  );
  expect.soft(await showProjects()).toEqual(whole);
  const run = await observatory.nx([
    'run-many',
    '-t',
    'check-service-version,check-engine-boundaries,check-docker-context',
    '--skip-nx-cache',
  ]);
  expect(
    tasksThat(run, 'failed').filter((task) => !task.endsWith(':check-engine-boundaries')),
    run.output,
  ).toEqual([]);
  expect(tasksThat(run, 'passed')).toEqual(
    expect.arrayContaining(tasksNamed(['*:check-service-version', '*:check-docker-context'])),
  );
});

test('a report that an earlier run left is gone when its leaf dies with the whole process', async () => {
  misbehave('process.kill(process.pid, "SIGKILL");');
  const run = await observatory.nx(allInvariants);
  expect(run.code).not.toBe(0);
  expect(observatory.has('.invariants/docker-context/engine-boundaries.json')).toBe(false);
});
