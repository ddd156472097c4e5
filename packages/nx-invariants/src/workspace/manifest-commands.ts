import { posix } from 'node:path';
import type { JsonDocument, Place } from '../config/json-document';
import type { NxJson } from '../config/nx-json';
import { isRecord, valueAt } from '../config/record';
import { type Manifest, manifestOf, type TargetRun, targetRuns, targetsIn } from './manifest-targets';

/** A command line of a manifest, and the workspace folder it runs in. */
export interface ManifestCommand {
  readonly script: string;
  readonly folder: string;
  readonly label: string;
  /** The target that it is a part of; a script of package.json is none. */
  readonly target?: string;
  /** Where it stands: in the manifest, or in nx.json where a target has it from its defaults. */
  readonly place: Place;
  /** Where its script or target stands, in the same file. */
  readonly ownerPlace: Place;
  /** What runs it: npm, or the executor of its target. */
  readonly runner: 'npm' | 'run-commands' | 'other';
}

/**
 * The command lines of a project: those of the targets of project.json, or of the `nx` property of package.json, with
 * what `targetDefaults` puts under them, and the scripts of package.json.
 *
 * @param file the workspace path of the project.json or package.json.
 */
export function manifestCommands(file: string, document: JsonDocument, nxJson: NxJson): ManifestCommand[] {
  const manifest = manifestOf(file, document);
  const root = posix.dirname(file);
  return [
    ...(posix.basename(file) === 'project.json' ? [] : scriptCommands(manifest, root)),
    ...targetsIn(manifest).flatMap(([name, own]) =>
      targetCommands(name, targetRuns(name, own, nxJson), root),
    ),
  ];
}

/** npm runs a script in the folder of its package.json. */
function scriptCommands(manifest: Manifest, folder: string): ManifestCommand[] {
  const scripts = valueAt(manifest.value, ['scripts']);
  return Object.entries(isRecord(scripts) ? scripts : {}).flatMap(([name, script]): ManifestCommand[] => {
    if (typeof script !== 'string') return [];
    const place = manifest.locate(['scripts', name]);
    return [{ script, folder, label: `the script ${name}`, place, ownerPlace: place, runner: 'npm' }];
  });
}

/** The command lines of a target, each once: several ways of merging defaults may lead to one. */
export function targetCommands(
  name: string,
  runs: readonly TargetRun[],
  projectRoot: string,
): ManifestCommand[] {
  const commands = runs.flatMap((run) => commandsOf(run, projectRoot));
  const distinct = new Map(commands.map((command) => [JSON.stringify(command), command]));
  return [...distinct.values()].map((command) => ({ ...command, label: `the target ${name}`, target: name }));
}

function commandsOf(run: TargetRun, projectRoot: string): Omit<ManifestCommand, 'label'>[] {
  const runner = runnerOf(run);
  const cwd = run.options.get('cwd')?.value;
  const folder = typeof cwd === 'string' ? withRoots(cwd, projectRoot) : '.';
  return [run.options.get('command'), run.options.get('commands')].flatMap((given) =>
    given === undefined
      ? []
      : linesOf(given.value, given.path).map(({ script, path, forwards }) => ({
          script: withRoots(
            runner === 'run-commands' ? withArguments(script, forwards, run) : script,
            projectRoot,
          ),
          folder,
          place: given.part.locate(path),
          ownerPlace: given.part.locate([]),
          runner,
        })),
  );
}

function runnerOf({ executor }: TargetRun): ManifestCommand['runner'] {
  return /^(?:nx|@nx\/workspace|@nrwl\/workspace):run-commands$/.test(executor) ? 'run-commands' : 'other';
}

/** A text in which Nx has put the folders of the project and of the workspace. */
export function withRoots(text: string, projectRoot: string): string {
  return text.replaceAll('{projectRoot}', projectRoot).replaceAll('{workspaceRoot}', '.');
}

interface CommandLine {
  readonly script: string;
  readonly path: readonly (string | number)[];
  /** Whether it says itself if it is given the arguments of the target. */
  readonly forwards: unknown;
}

/** The command lines of the option `command`, or of the list `commands`. */
function linesOf(value: unknown, place: readonly string[]): CommandLine[] {
  const candidates =
    place.at(-1) === 'command'
      ? [{ entry: value, path: place }]
      : (Array.isArray(value) ? value : []).map((entry: unknown, index) => ({
          entry,
          path: [...place, index],
        }));
  return candidates.flatMap(({ entry, path }) => {
    const { command, forwardAllArgs }: Record<string, unknown> = isRecord(entry) ? entry : { command: entry };
    const script = Array.isArray(command) ? command.join(' ') : command;
    return typeof script === 'string' ? [{ script, path, forwards: forwardAllArgs }] : [];
  });
}

/** The options that nx:run-commands keeps (24.0.6, run-commands.impl.js); it hands the others on as flags. */
const keptOptions: ReadonlySet<string> = new Set([
  'command',
  'commands',
  'color',
  'no-color',
  'parallel',
  'no-parallel',
  'readyWhen',
  'cwd',
  'args',
  'envFile',
  '__unparsed__',
  'env',
  'usePty',
  'streamOutput',
  'verbose',
  'forwardAllArgs',
  'tty',
]);

/**
 * A command with what nx:run-commands puts into it, or behind it: the options it does not know, and `args`. An
 * `{args.name}` that no option gives stays: it is given when the target is run.
 */
function withArguments(script: string, forwards: unknown, { options }: TargetRun): string {
  const handed = new Map(
    [...options].flatMap(([name, { value }]) =>
      keptOptions.has(name) || typeof value === 'object' ? [] : [[name, String(value)]],
    ),
  );
  if (script.includes('{args.')) {
    return script.replace(/\{args\.([^{}]+)\}/g, (whole, name: string) => handed.get(name) ?? whole);
  }
  const flags = [...handed].map(([name, value]) => `--${name}=${/\s/.test(value) ? `"${value}"` : value}`);
  const given = options.get('args')?.value;
  const texts = [
    ...flags,
    ...(Array.isArray(given) ? given : [given]).filter((arg) => typeof arg === 'string'),
  ];
  if (script.includes('{args}')) return script.replaceAll('{args}', () => texts.join(' '));
  return (forwards ?? options.get('forwardAllArgs')?.value ?? true) ? [script, ...texts].join(' ') : script;
}
