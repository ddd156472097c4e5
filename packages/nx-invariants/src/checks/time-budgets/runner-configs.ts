import { posix } from 'node:path';
import {
  type CodeValue,
  exportedValue,
  memberOf,
  type Position,
  positionsOf,
} from '@nx-invariants/portable-scripts';
import type { FindingDraft } from '../../check/finding';
import type { ReadText } from '../../workspace/read-text';
import { isLimit } from './limit';

export const configEndings = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'] as const;

/** A limit that a runner's configuration has to state, in milliseconds. */
interface Limit {
  readonly path: readonly string[];
  readonly bounds: string;
}

export interface Runner {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** Where its configuration holds those of other runs, and what of the whole such a run has. */
  readonly projects: {
    readonly path: readonly string[];
    readonly within: (whole: CodeValue, project: CodeValue) => CodeValue;
  };
}

export interface RunnerConfig {
  readonly file: string;
  readonly runner: Runner;
}

/** Vitest, "Configuring Vitest": testTimeout, hookTimeout, projects. */
const vitest: Runner = {
  name: 'Vitest',
  limits: [
    { path: ['test', 'testTimeout'], bounds: 'a test' },
    { path: ['test', 'hookTimeout'], bounds: 'a hook' },
  ],
  projects: { path: ['test', 'projects'], within: extended },
};

/** Playwright, "Timeouts", "TestProject". */
const playwright: Runner = {
  name: 'Playwright',
  limits: [
    { path: ['timeout'], bounds: 'a test' },
    { path: ['expect', 'timeout'], bounds: 'an expectation' },
  ],
  projects: { path: ['projects'], within: overridden },
};

const notOfTheProject = /(?:^|\/)(?:fixtures|__fixtures__|testdata)\//;

/**
 * The configurations of test runners among files. That of Vite is one where it names Vitest and no other stands beside
 * it (Vitest, "Config reference": vitest.config has the higher priority).
 */
export function runnerConfigs(files: readonly string[], read: ReadText): RunnerConfig[] {
  return files.flatMap((file): RunnerConfig[] => {
    const tool = configuredTool(file);
    if (tool === undefined) return [];
    if (tool === 'playwright') return [{ file, runner: playwright }];
    const isVitest = tool === 'vitest' || (!hasOwnConfig(file, files) && /\bvitest\b/.test(read(file) ?? ''));
    return isVitest ? [{ file, runner: vitest }] : [];
  });
}

/** The tool that a file configures, by its name. */
export function configuredTool(file: string): string | undefined {
  if (notOfTheProject.test(file)) return undefined;
  return /^(vitest|vite|playwright)\.config\.(?:[cm]?[jt]s)$/.exec(posix.basename(file))?.[1];
}

function hasOwnConfig(viteConfig: string, files: readonly string[]): boolean {
  const folder = posix.dirname(viteConfig);
  return files.some(
    (file) => posix.dirname(file) === folder && /^vitest\.config\./.test(posix.basename(file)),
  );
}

/** Whether a configuration states every limit that its runner has. */
export async function configFindings({ file, runner }: RunnerConfig, text: string): Promise<FindingDraft[]> {
  const place = positionsOf(text);
  const reading = await exportedValue(text);
  if (!reading.ok)
    return [undecided({ file, ...place(reading.start) }, `the limits of ${runner.name}`, reading.reason)];
  const { value } = reading;
  const { path, within } = runner.projects;
  const projects = memberOf(value, path);
  if (projects?.kind === 'unknown' && projects.isWritten) {
    const at = { file, ...place(projects.start) };
    return [undecided(at, `the projects of ${runner.name}`, 'they are not written out')];
  }
  const runs =
    projects?.kind === 'list' && projects.items.length > 0
      ? projects.items.flatMap((item) => (item.kind === 'constant' ? [] : within(value, item)))
      : [value];
  return runs.flatMap((run) =>
    runner.limits.flatMap((limit) => limitFindings(run, limit, runner, { file, place })),
  );
}

/** A project of Vitest has what it does not say from what it extends: the whole, or another file. */
function extended(whole: CodeValue, project: CodeValue): CodeValue {
  const base = memberOf(project, ['extends']);
  if (base === undefined || (base.kind === 'constant' && base.value === false)) return project;
  const isWhole = base.kind === 'constant' && base.value === true;
  const below: CodeValue = isWhole ? whole : { kind: 'unknown', isWritten: true, start: base.start };
  return { kind: 'layers', layers: [below, project], start: project.start };
}

/** A project of Playwright has what it does not say from the whole, where `expect` is one value. */
function overridden(whole: CodeValue, project: CodeValue): CodeValue {
  const keys = ['timeout', 'expect'];
  const entries = keys.flatMap((key): [string, CodeValue][] => {
    const value = memberOf(project, [key]) ?? memberOf(whole, [key]);
    return value ? [[key, value]] : [];
  });
  const says = keys.some((key) => memberOf(project, [key]) !== undefined);
  const { start } = says ? project : whole;
  return { kind: 'object', entries: new Map(entries), isWhole: true, start };
}

interface Source {
  readonly file: string;
  readonly place: (offset: number) => Position;
}

function limitFindings(
  run: CodeValue,
  { path, bounds }: Limit,
  runner: Runner,
  { file, place }: Source,
): FindingDraft[] {
  const stated = memberOf(run, path);
  const name = path.join('.');
  const at = { file, ...place((stated ?? run).start) };
  if (stated !== undefined && stated.kind !== 'constant')
    return [undecided(at, `${name} of ${runner.name}`, 'it is not written out as a number')];
  if (isLimit(stated?.value)) return [];
  return [
    {
      severity: 'error',
      ...at,
      message:
        stated === undefined
          ? `${runner.name} has no ${name}: how long ${bounds} may take is left to its default`
          : `${name} of ${runner.name} is ${String(stated.value)}, which is no limit`,
      expected: 'milliseconds, more than 0',
      fix: `write ${name} into the configuration, with what the slowest needs`,
      invariants: ['D1'],
    },
  ];
}

function undecided(at: Position & { readonly file: string }, what: string, reason: string): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    ...at,
    message: `${what} cannot be told: ${reason}`,
    expected: 'an object that the file writes out, with numbers or constants of the file',
    fix: 'write the limits into the configuration as numbers',
    invariants: ['D1'],
  };
}
