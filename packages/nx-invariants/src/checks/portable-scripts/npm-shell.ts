import { isMap } from 'yaml';
import { parseYamlDocument } from '../../config/yaml-document';
import type { ReadText } from '../../workspace/read-text';

/** The files that may set the shell of npm and pnpm scripts. */
export const npmShellFiles = ['.npmrc', 'pnpm-workspace.yaml'];

/**
 * Whether scripts of package.json run in one shell on every system: npm and pnpm have the setting `script-shell`, pnpm
 * `shell-emulator` too, in .npmrc or, in other spelling, in pnpm-workspace.yaml.
 */
export function hasOwnScriptShell(read: ReadText): boolean {
  const npmrc = read('.npmrc') ?? '';
  return (
    /^[ \t]*(?:script-shell[ \t]*=[ \t]*\S|shell-emulator[ \t]*=[ \t]*true\b)/m.test(npmrc) ||
    isSetIn(read('pnpm-workspace.yaml'))
  );
}

function isSetIn(workspace: string | undefined): boolean {
  const parsed = workspace === undefined ? undefined : parseYamlDocument(workspace);
  const settings = parsed?.ok ? parsed.document.contents : undefined;
  if (!isMap(settings)) return false;
  const setting = (key: string): unknown => settings.get(key);
  return Boolean(setting('scriptShell')) || setting('shellEmulator') === true;
}
