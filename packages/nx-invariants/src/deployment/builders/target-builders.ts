import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { buildCommands } from './build-command';
import { type BuilderReading, mergeBuilders, noBuilders } from './builder';
import { locatedBuild } from './located-build';

/** The images that the targets of a project.json build with `docker build` commands (nx:run-commands). */
export function targetBuilders(file: string, text: string, projectRoot: string): BuilderReading {
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.document.value) || !isRecord(parsed.document.value.targets))
    return noBuilders;
  const { document } = parsed;
  return mergeBuilders(
    Object.entries(parsed.document.value.targets).flatMap(([name, target]) =>
      isRecord(target)
        ? commandsOf(target, projectRoot).flatMap(({ command, cwd }) =>
            buildCommands(command).map((reading) =>
              locatedBuild(
                reading,
                'target',
                `the target ${name}`,
                { file, ...document.locate(['targets', name]) },
                cwd,
              ),
            ),
          )
        : [],
    ),
  );
}

function commandsOf(
  target: Record<string, unknown>,
  projectRoot: string,
): { command: string; cwd: string }[] {
  const options = isRecord(target.options) ? target.options : {};
  const interpolate = (text: string) =>
    text.replaceAll('{projectRoot}', projectRoot).replaceAll('{workspaceRoot}', '.');
  const cwd = typeof options.cwd === 'string' ? interpolate(options.cwd) : '.';
  const listed = Array.isArray(options.commands) ? options.commands : [];
  const candidates = [
    target.command,
    options.command,
    ...listed.map((entry) => (isRecord(entry) ? entry.command : entry)),
  ];
  return candidates
    .map((command) => (Array.isArray(command) ? command.join(' ') : command))
    .filter((command) => typeof command === 'string')
    .map((command) => ({ command: interpolate(command), cwd }));
}
