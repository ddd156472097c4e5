import { type JsonDocument, parseJson } from '../../config/json-document';
import { isRecord, valueAt } from '../../config/record';
import { textsIn } from '../../config/text-list';
import type { ReadText } from '../../workspace/read-text';

/** A script of the root's package.json. */
export interface RootScript {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** Nx runs it as a target of the root project, so it is in the task graph. */
  readonly isTarget: boolean;
}

/** Its scripts; none where it cannot be read, which `lockfiles` and Nx itself refuse. */
export function rootScripts(read: ReadText): RootScript[] {
  const text = read('package.json');
  const parsed = text === undefined ? undefined : parseJson(text);
  if (!parsed?.ok) return [];
  const { document } = parsed;
  const scripts = valueAt(document.value, ['scripts']);
  return Object.entries(isRecord(scripts) ? scripts : {}).flatMap(([name, script]) =>
    typeof script === 'string'
      ? [{ name, text: script, isTarget: isTarget(document, name), ...document.locate(['scripts', name]) }]
      : [],
  );
}

/** Nx makes a project of the root where its package.json has `nx`, and targets of the scripts it includes. */
function isTarget({ value }: JsonDocument, name: string): boolean {
  const nx = valueAt(value, ['nx']);
  if (!isRecord(nx)) return false;
  return !Array.isArray(nx.includedScripts) || textsIn(nx.includedScripts).includes(name);
}

/** A script for someone who sits before it: nobody waits for how it ends. */
export function isInteractive(name: string): boolean {
  return /(?:^|[:_-])(?:watch|debug|inspect|ui|dev)(?:$|[:_-])/.test(name);
}
