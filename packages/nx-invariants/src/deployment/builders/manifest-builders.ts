import { posix } from 'node:path';
import { type JsonDocument, parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { buildCommands } from './build-command';
import { type BuilderReading, mergeBuilders, noBuilders } from './builder';
import { locatedBuild } from './located-build';

/** Whether a file is one that `manifestBuilders` reads. */
export function isBuilderManifest(file: string): boolean {
  return /(^|\/)(project|package)\.json$/.test(file);
}

/** A command line of a manifest, and the workspace folder it runs in. */
interface Command {
  readonly script: string;
  readonly folder: string;
  readonly label: string;
  /** Where it stands in the document. */
  readonly path: readonly string[];
}

/**
 * The images that `docker build` commands of a project build: those of the targets of project.json, or of the `nx`
 * property of package.json (nx:run-commands), and those of the scripts of package.json.
 *
 * @param file the workspace path of the project.json or package.json.
 */
export function manifestBuilders(file: string, text: string): BuilderReading {
  const parsed = namesProgram.test(text) ? parseJson(text) : undefined;
  if (!parsed?.ok) return noBuilders;
  const { document } = parsed;
  const root = posix.dirname(file);
  const commands =
    posix.basename(file) === 'project.json'
      ? targetCommands(document, ['targets'], root)
      : [...scriptCommands(document, root), ...targetCommands(document, ['nx', 'targets'], root)];
  return mergeBuilders(
    commands.flatMap(({ script, folder, label, path }) =>
      buildCommands(script).map((reading) =>
        locatedBuild(reading, 'target', label, { file, ...document.locate(path) }, folder),
      ),
    ),
  );
}

/** Most manifests name none, and need no parsing. */
const namesProgram = /docker|podman|nerdctl/;

/** npm runs a script in the folder of its package.json. */
function scriptCommands(document: JsonDocument, folder: string): Command[] {
  return entriesAt(document, ['scripts']).flatMap(([name, script]) =>
    typeof script === 'string'
      ? [{ script, folder, label: `the script ${name}`, path: ['scripts', name] }]
      : [],
  );
}

function targetCommands(document: JsonDocument, place: readonly string[], projectRoot: string): Command[] {
  return entriesAt(document, place).flatMap(([name, target]) =>
    isRecord(target)
      ? commandsOf(target, projectRoot).map((command) => ({
          ...command,
          label: `the target ${name}`,
          path: [...place, name],
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

function commandsOf(
  target: Record<string, unknown>,
  projectRoot: string,
): Pick<Command, 'script' | 'folder'>[] {
  const options = isRecord(target.options) ? target.options : {};
  const configurations = isRecord(target.configurations) ? Object.values(target.configurations) : [];
  return [
    ...commandsIn(options, target.command, projectRoot),
    ...configurations
      .filter(isRecord)
      .flatMap((configuration) => commandsIn({ ...options, ...configuration }, undefined, projectRoot)),
  ];
}

function commandsIn(
  options: Record<string, unknown>,
  command: unknown,
  projectRoot: string,
): Pick<Command, 'script' | 'folder'>[] {
  const interpolate = (text: string) =>
    text.replaceAll('{projectRoot}', projectRoot).replaceAll('{workspaceRoot}', '.');
  const folder = typeof options.cwd === 'string' ? interpolate(options.cwd) : '.';
  const listed = Array.isArray(options.commands) ? options.commands : [];
  const candidates = [
    command,
    options.command,
    ...listed.map((entry) => (isRecord(entry) ? entry.command : entry)),
  ];
  return candidates
    .map((candidate) => (Array.isArray(candidate) ? candidate.join(' ') : candidate))
    .filter((script) => typeof script === 'string')
    .map((script) => ({ script: interpolate(script), folder }));
}
