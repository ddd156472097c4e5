import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { beforeEach } from 'vitest';
import { runCommandLine } from '../src/cli/run-command-line';
import { inferWorkspace } from '../src/plugin/infer';
import { graphOfProjects, judgeLeaves } from './judge-workspace';
import { temporaryFolder, writeFiles } from './temporary-workspace';

/** The root of the workspace of a test. */
export let root: string;

/** Every test of the spec file that calls it has a workspace of its own at `root`: two calm services and a check of their notes. */
export function useCalmWorkspace(): void {
  beforeEach(makeWorkspace);
}

function makeWorkspace() {
  root = realpathSync(temporaryFolder());
  write('nx.json', JSON.stringify(nxJson));
  write('checks/tone/check.mjs', tone);
  write('services/api/project.json', '{ "name": "api" }');
  write('services/api/note.txt', 'calm');
  write('services/web/project.json', '{ "name": "web" }');
  write('services/web/note.txt', 'calm');
  write('invariants.json', JSON.stringify({ invariants: catalogue }, null, 2));
}

const nxJson = {
  plugins: [
    {
      plugin: 'nx-invariants',
      options: {
        customChecks: ['checks/tone/check.mjs'],
        checks: { 'service-version': false },
      },
    },
  ],
};

export const catalogue = [
  { id: 'T1', statement: 'The api is calm', upheldBy: [{ check: 'tone', project: 'api' }] },
  {
    id: 'T2',
    statement: 'All are calm',
    upheldBy: [
      { check: 'tone', project: 'api' },
      { check: 'tone', project: 'web' },
    ],
  },
  {
    id: 'T3',
    statement: 'People are calm',
    documentedOnly: { owner: 'all', reviewBy: '2030-01-01', reason: 'no sensor' },
  },
  { id: 'T4', statement: 'Machines are calm', planned: { reason: 'later' } },
];

/** A check of the workspace's own: the word of a note decides. */
export const tone = `export default {
  id: 'tone',
  title: 'Notes are calm',
  upholds: ['T1'],
  options: { type: 'object', properties: { exclamations: { type: 'boolean', default: false } } },
  applies: (project) => project.isService
    ? { inputs: ['{projectRoot}/note.txt', { json: '{workspaceRoot}/settings.json', fields: ['mood'] }] }
    : undefined,
  run({ project, files }) {
    const path = project.root + '/note.txt';
    const { text } = files.read(path);
    const finding = (severity, extra) =>
      ({ severity, file: path, line: 1, column: 1, message: 'the note is ' + text, fix: 'be calm', ...extra });
    const findings = text === 'angry' ? [finding('error')]
      : text === 'loud' ? [finding('warning')]
      : text === 'cryptic' ? [finding('error', { undecided: true })]
      : [];
    return { subjects: [path], findings, details: null };
  },
};
`;

export function write(path: string, text: string) {
  writeFiles(root, { [path]: text });
}

const projectFiles = ['services/api/project.json', 'services/web/project.json'];

/** The services: the checks of the workspace have specs of their own. */
async function graphOf(): Promise<ProjectGraph> {
  const { projects } = await inferWorkspace(root, projectFiles);
  return graphOfProjects(projects.filter(({ project }) => project.isService));
}

/** Judges every leaf as the executor does, in this thread. */
export async function judgeAll() {
  await judgeLeaves(root, await graphOf());
}

/** What was asked of Nx, which judges every leaf then. */
export const nxRuns: { readonly args: readonly string[]; readonly env: object }[] = [];
beforeEach(() => nxRuns.splice(0));

export const run = (...argv: string[]) => runIn({}, ...argv);

/** The same with variables of the environment. */
export const runIn = (env: { readonly [name: string]: string }, ...argv: string[]) =>
  runCommandLine(argv, {
    cwd: join(root, 'services/api'),
    env,
    projectGraph: async () => ({ kind: 'read', graph: await graphOf() }),
    runNx: async (_root, args, added) => {
      nxRuns.push({ args, env: added });
      await judgeAll();
      return { kind: 'ran' };
    },
  });

export async function states(...argv: string[]) {
  const { stdout, exitCode } = await run('report', '--json', ...argv);
  const { checks } = JSON.parse(stdout).result;
  return [exitCode, ...checks.map(({ project, state }: Record<string, string>) => `${project} ${state}`)];
}

export function withOption(name: string, value: unknown) {
  return withChecks({ tone: { [name]: value } });
}

export function withChecks(checks: object) {
  const [{ plugin, options }] = nxJson.plugins as [(typeof nxJson.plugins)[0]];
  return { plugins: [{ plugin, options: { ...options, checks: { ...options.checks, ...checks } } }] };
}
