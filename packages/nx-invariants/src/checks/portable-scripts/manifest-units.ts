import { parseJson } from '../../config/json-document';
import type { NxJson } from '../../config/nx-json';
import { isRecord } from '../../config/record';
import {
  isNamedForWindows,
  type ScriptUnit,
  type UnitReading,
  unseenScripts,
} from '../../scripts/script-unit';
import { manifestCommands } from '../../workspace/manifest-commands';

/**
 * The command lines of a package.json or project.json. npm and nx:run-commands hand them to sh on Unix and to cmd.exe
 * on Windows; a package that its `os` keeps off Windows has only the former.
 *
 * @param hasScriptShell whether npm is told to use one shell everywhere.
 */
export function manifestUnits(
  file: string,
  text: string,
  nxJson: NxJson,
  hasScriptShell: boolean,
): UnitReading {
  const parsed = parseJson(text);
  if (!parsed.ok) return unseenScripts(file, parsed.position, `it is not JSON: ${parsed.message}`);
  const { document } = parsed;
  const runsOnWindows = mayRunOnWindows(document.value);
  const units = manifestCommands(file, document, nxJson)
    .filter(({ runner }) => runner !== 'other')
    .map(({ script, folder, label, place, runner }): ScriptUnit => {
      const isWindowsOnly = isNamedForWindows(label.replaceAll(/[: ]/g, '-'));
      return {
        file: place.file,
        text: script,
        interpreter: isWindowsOnly
          ? undefined
          : runsOnWindows &&
              !(runner === 'npm' && hasScriptShell) &&
              !/(?:^|[-: ])(?:unix|posix|linux|macos|darwin|docker)\b/.test(label)
            ? { kind: 'system-shell', onWindows: 'cmd.exe' }
            : { kind: 'bash' },
        isForWindows: isWindowsOnly,
        label,
        folder,
        place: () => place,
      };
    });
  return { units, findings: [] };
}

/** `os` of package.json lists systems, or excludes some with "!" (npm, package.json). */
function mayRunOnWindows(manifest: unknown): boolean {
  const listed: unknown = isRecord(manifest) ? manifest.os : undefined;
  const systems = (Array.isArray(listed) ? listed : [listed]).filter((name) => typeof name === 'string');
  if (systems.includes('!win32')) return false;
  const included = systems.filter((name) => !name.startsWith('!'));
  return included.length === 0 || included.includes('win32');
}
