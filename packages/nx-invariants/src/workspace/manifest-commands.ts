import { posix } from 'node:path';
import type { JsonDocument } from '../config/json-document';
import { isRecord } from '../config/record';

/** A command line of a manifest, and the workspace folder it runs in. */
export interface ManifestCommand {
  readonly script: string;
  readonly folder: string;
  readonly label: string;
  /** Where its script or target stands in the document. */
  readonly path: readonly string[];
  /** Where it stands itself. */
  readonly ownPath: readonly (string | number)[];
  /** What runs it: npm, or the executor of its target. */
  readonly runner: 'npm' | 'run-commands' | 'other';
}

/**
 * The command lines of a project: those of the targets of project.json, or of the `nx` property of package.json, and
 * the scripts of package.json.
 *
 * @param file the workspace path of the project.json or package.json.
 */
export function manifestCommands(file: string, document: JsonDocument): ManifestCommand[] {
  const root = posix.dirname(file);
  return posix.basename(file) === 'project.json'
    ? targetCommands(document, ['targets'], root)
    : [...scriptCommands(document, root), ...targetCommands(document, ['nx', 'targets'], root)];
}

/** npm runs a script in the folder of its package.json. */
function scriptCommands(document: JsonDocument, folder: string): ManifestCommand[] {
  return entriesAt(document, ['scripts']).flatMap(([name, script]) =>
    typeof script === 'string'
      ? [
          {
            script,
            folder,
            label: `the script ${name}`,
            path: ['scripts', name],
            ownPath: ['scripts', name],
            runner: 'npm' as const,
          },
        ]
      : [],
  );
}

function targetCommands(
  document: JsonDocument,
  place: readonly string[],
  projectRoot: string,
): ManifestCommand[] {
  return entriesAt(document, place).flatMap(([name, target]) =>
    isRecord(target)
      ? commandsOf(target, projectRoot).map((command) => ({
          ...command,
          label: `the target ${name}`,
          path: [...place, name],
          ownPath: [...place, name, ...command.ownPath],
          runner: runnerOf(target),
        }))
      : [],
  );
}

function entriesAt({ value }: JsonDocument, place: readonly string[]): [string, unknown][] {
  const found = place.reduce<unknown>(
    (at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
  return isRecord(found) ? Object.entries(found) : [];
}

function runnerOf({ executor }: Record<string, unknown>): ManifestCommand['runner'] {
  return executor === undefined ||
    /^(?:nx|@nx\/workspace|@nrwl\/workspace):run-commands$/.test(String(executor))
    ? 'run-commands'
    : 'other';
}

type TargetCommand = Pick<ManifestCommand, 'script' | 'folder' | 'ownPath'>;

/** The options that decide what nx:run-commands runs, and where. */
const commandOptions = ['command', 'commands', 'cwd'];

/** The commands of a target by its options, and by each configuration that changes them. */
function commandsOf(target: Record<string, unknown>, projectRoot: string): TargetCommand[] {
  const isShorthand = target.command !== undefined;
  const options = {
    ...(isRecord(target.options) ? target.options : {}),
    ...(isShorthand && { command: target.command }),
  };
  const placeOfOption = (key: string) => (isShorthand && key === 'command' ? [] : ['options']);
  const configurations = isRecord(target.configurations) ? Object.entries(target.configurations) : [];
  return [
    ...commandsIn(options, placeOfOption, projectRoot),
    ...configurations.flatMap(([name, configuration]) =>
      isRecord(configuration) && commandOptions.some((key) => Object.hasOwn(configuration, key))
        ? commandsIn(
            { ...options, ...configuration },
            (key) => (Object.hasOwn(configuration, key) ? ['configurations', name] : placeOfOption(key)),
            projectRoot,
          )
        : [],
    ),
  ];
}

/** @param placeOf where in the target the option of a key stands. */
function commandsIn(
  options: Record<string, unknown>,
  placeOf: (key: string) => readonly string[],
  projectRoot: string,
): TargetCommand[] {
  const interpolate = (text: string) =>
    text.replaceAll('{projectRoot}', projectRoot).replaceAll('{workspaceRoot}', '.');
  const folder = typeof options.cwd === 'string' ? interpolate(options.cwd) : '.';
  const listed: unknown[] = Array.isArray(options.commands) ? options.commands : [];
  const candidates: { readonly command: unknown; readonly ownPath: readonly (string | number)[] }[] = [
    { command: options.command, ownPath: [...placeOf('command'), 'command'] },
    ...listed.map((entry, index) => ({
      command: isRecord(entry) ? entry.command : entry,
      ownPath: [...placeOf('commands'), 'commands', index],
    })),
  ];
  return candidates.flatMap(({ command, ownPath }) => {
    const script = Array.isArray(command) ? command.join(' ') : command;
    return typeof script === 'string' ? [{ script: interpolate(script), folder, ownPath }] : [];
  });
}
