import { posix } from 'node:path';
import type { JsonDocument, Place } from '../config/json-document';
import type { NxJson } from '../config/nx-json';
import { isRecord, valueAt } from '../config/record';
import { defaultsOf, runCommands, type TargetPart } from '../config/target-defaults';

/** A command line of a manifest, and the workspace folder it runs in. */
export interface ManifestCommand {
  readonly script: string;
  readonly folder: string;
  readonly label: string;
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
  const root = posix.dirname(file);
  const manifest: Manifest = {
    value: document.value,
    locate: (path) => ({ file, ...document.locate(path) }),
  };
  return posix.basename(file) === 'project.json'
    ? targetCommands(manifest, ['targets'], root, nxJson)
    : [...scriptCommands(manifest, root), ...targetCommands(manifest, ['nx', 'targets'], root, nxJson)];
}

interface Manifest {
  readonly value: unknown;
  locate(path: readonly (string | number)[]): Place;
}

/** npm runs a script in the folder of its package.json. */
function scriptCommands(manifest: Manifest, folder: string): ManifestCommand[] {
  return entriesAt(manifest, ['scripts']).flatMap(([name, script]): ManifestCommand[] => {
    if (typeof script !== 'string') return [];
    const place = manifest.locate(['scripts', name]);
    return [{ script, folder, label: `the script ${name}`, place, ownerPlace: place, runner: 'npm' }];
  });
}

function targetCommands(
  manifest: Manifest,
  place: readonly string[],
  projectRoot: string,
  nxJson: NxJson,
): ManifestCommand[] {
  return entriesAt(manifest, place).flatMap(([name, value]) => {
    if (!isRecord(value)) return [];
    const own: TargetPart = { value, locate: (path) => manifest.locate([...place, name, ...path]) };
    const commands = defaultsOf(nxJson, name, value).flatMap((defaults) =>
      commandsOf([...defaults, own], projectRoot),
    );
    return distinct(commands).map((command) => ({ ...command, label: `the target ${name}` }));
  });
}

function entriesAt({ value }: Manifest, place: readonly string[]): [string, unknown][] {
  const found = valueAt(value, place);
  return isRecord(found) ? Object.entries(found) : [];
}

type TargetCommand = Omit<ManifestCommand, 'label'>;

/** Several ways of merging defaults lead to one command. */
function distinct(commands: readonly TargetCommand[]): TargetCommand[] {
  return [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()];
}

/**
 * The commands of a target by its options, and by each configuration that changes them.
 *
 * @param parts the target and before it its defaults: a later one wins.
 */
function commandsOf(parts: readonly TargetPart[], projectRoot: string): TargetCommand[] {
  const runner = runnerOf(parts);
  const options = parts.flatMap(optionsOf);
  const configurations = parts.flatMap((part) => optionsBelow(part, ['configurations']));
  const names = new Set(configurations.map(({ path }) => path[1]));
  return [
    ...commandsIn(options, projectRoot, runner),
    ...[...names].flatMap((name) => {
      const changed = configurations
        .filter(({ path }) => path[1] === name)
        .flatMap(({ part, path }) => optionsBelow(part, path))
        .filter(({ path }) => commandOptions.includes(String(path.at(-1))));
      return changed.length > 0 ? commandsIn([...options, ...changed], projectRoot, runner) : [];
    }),
  ];
}

/** The options that decide what nx:run-commands runs, and where. */
const commandOptions = ['command', 'commands', 'cwd'];

function runnerOf(parts: readonly TargetPart[]): ManifestCommand['runner'] {
  const executor = parts.findLast(({ value }) => value.executor !== undefined)?.value.executor ?? runCommands;
  return /^(?:nx|@nx\/workspace|@nrwl\/workspace):run-commands$/.test(String(executor))
    ? 'run-commands'
    : 'other';
}

/** A value of a part of a target, by its path there. */
interface Option {
  readonly value: unknown;
  readonly part: TargetPart;
  readonly path: readonly string[];
}

function optionsOf(part: TargetPart): Option[] {
  const { command } = part.value;
  const shorthand = command === undefined ? [] : [{ value: command, part, path: ['command'] }];
  return [...optionsBelow(part, ['options']), ...shorthand];
}

function optionsBelow(part: TargetPart, place: readonly string[]): Option[] {
  const found = valueAt(part.value, place);
  return Object.entries(isRecord(found) ? found : {}).map(([key, value]) => ({
    value,
    part,
    path: [...place, key],
  }));
}

/** @param options of which a later one of a name wins. */
function commandsIn(
  options: readonly Option[],
  projectRoot: string,
  runner: ManifestCommand['runner'],
): TargetCommand[] {
  const interpolate = (text: string) =>
    text.replaceAll('{projectRoot}', projectRoot).replaceAll('{workspaceRoot}', '.');
  const option = (name: string) => options.findLast(({ path }) => path.at(-1) === name);
  const cwd = option('cwd')?.value;
  const folder = typeof cwd === 'string' ? interpolate(cwd) : '.';
  return [option('command'), option('commands')].flatMap((given) =>
    given === undefined
      ? []
      : linesOf(given).map(({ script, path }) => ({
          script: interpolate(script),
          folder,
          place: given.part.locate(path),
          ownerPlace: given.part.locate([]),
          runner,
        })),
  );
}

/** The command lines of the option `command`, or of the list `commands`. */
function linesOf({ value, path }: Option): { script: string; path: (string | number)[] }[] {
  const candidates =
    path.at(-1) === 'command'
      ? [{ command: value, path: [...path] }]
      : (Array.isArray(value) ? value : []).map((entry: unknown, index) => ({
          command: isRecord(entry) ? entry.command : entry,
          path: [...path, index],
        }));
  return candidates.flatMap(({ command, path }) => {
    const script = Array.isArray(command) ? command.join(' ') : command;
    return typeof script === 'string' ? [{ script, path }] : [];
  });
}
