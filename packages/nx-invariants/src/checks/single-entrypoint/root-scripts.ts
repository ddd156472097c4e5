import type { FindingDraft } from '../../check/finding';
import { type JsonDocument, type Position, parseJson } from '../../config/json-document';
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

export interface RootScriptsReading {
  readonly scripts: readonly RootScript[];
  /** What hides them. */
  readonly findings: readonly FindingDraft[];
}

/** The scripts of the root's package.json, if there is one. */
export function rootScripts(read: ReadText): RootScriptsReading {
  const text = read('package.json');
  if (text === undefined) return { scripts: [], findings: [] };
  const parsed = parseJson(text);
  if (!parsed.ok) return unseenRootScripts(parsed.position, parsed.message);
  const { document } = parsed;
  if (!isRecord(document.value)) return unseenRootScripts({ line: 1, column: 1 }, 'it holds no object');
  const scripts = valueAt(document.value, ['scripts']);
  return {
    scripts: Object.entries(isRecord(scripts) ? scripts : {}).flatMap(([name, script]) =>
      typeof script === 'string'
        ? [{ name, text: script, isTarget: isTarget(document, name), ...document.locate(['scripts', name]) }]
        : [],
    ),
    findings: [],
  };
}

function unseenRootScripts(place: Position, reason: string): RootScriptsReading {
  const finding: FindingDraft = {
    severity: 'error',
    file: 'package.json',
    ...place,
    message: `what its scripts run cannot be told: ${reason}`,
    expected: 'a package.json that parses',
    fix: 'mend the syntax there',
  };
  return { scripts: [], findings: [finding] };
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
