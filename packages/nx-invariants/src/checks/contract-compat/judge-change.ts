import {
  type Answer,
  type Breaking,
  type Bump,
  type Direction,
  type FormatPolicy,
  type Reason,
  requiredBump,
} from '@nx-invariants/schema-compat';
import semver from 'semver';
import type { Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { answersFor, danglingIn, differenceOf, sidesOf, type VersionPair } from '../../compatibility/compare';
import { placeOf } from '../../compatibility/schema-version';
import type { ContractSchema } from '../../contracts/contract-folder';
import { contractVersion } from '../../contracts/contract-version';
import { type Break, breaksOf, changesBetween, shownBreak } from './breaks';
import { directionOf, type Policy } from './options';
import { isEnough, stepBetween, versionAfter } from './version-step';

/** A contract and what it was at an earlier time. */
export interface Change {
  readonly newer: ContractSchema;
  readonly older: ContractSchema;
  readonly pair: VersionPair;
  readonly policy: Policy;
  readonly formats: FormatPolicy;
}

export interface Judgement {
  readonly findings: readonly FindingDraft[];
  readonly details: { readonly [key: string]: Json };
}

/** Judges a contract against its base: the step of its version is to be as large as its change. */
export function judgeChange(change: Change): Judgement {
  const { newer, older, pair, policy, formats } = change;
  const [from, to] = [contractVersion(older.schema), contractVersion(newer.schema)];
  const difference = differenceOf(pair, formats);
  const details = { file: newer.file, from: from ?? null, to: to ?? null, mode: policy.mode, difference };
  if (to === undefined) return { findings: [notVersioned(newer)], details };
  if (from === undefined)
    return { findings: difference === 'assertions' ? [wasNotVersioned(newer)] : [], details };
  if (semver.lt(to, from)) return { findings: [wentBack(newer, from, to)], details };
  const made = stepBetween(from, to);
  const answers =
    difference === 'assertions' && made !== 'major' ? answersFor(pair, directionOf(policy), formats) : [];
  const verdicts = answers.map(({ verdict }) => verdict);
  const required =
    made === 'major' ? 'major' : requiredBump({ difference, verdicts, ...undeclaredOnly(policy) });
  const step = { from, to, made };
  const unseen = required === 'none' || required === 'patch' ? unseenChanges(change) : [];
  const isTooSmall = (required === 'minor' || required === 'patch') && !isEnough(made, required);
  return {
    findings: [
      ...unseen,
      ...(isTooSmall
        ? [tooSmall(change, step, required, answers)]
        : answers.flatMap((answer) => findingsOf(change, step, answer))),
    ],
    details: {
      ...details,
      required,
      answers: answers as unknown as Json,
      changes: (difference === 'none' ? [] : changesBetween(pair, formats)) as unknown as Json,
    },
  };
}

/** Judges a contract against a version before its base. Only a break counts: smaller steps were judged when they were made. */
export function judgeEarlierChange(change: Change): readonly FindingDraft[] {
  const { newer, older, pair, policy, formats } = change;
  const [from, to] = [contractVersion(older.schema), contractVersion(newer.schema)];
  if (from === undefined || to === undefined || semver.lt(to, from)) return [];
  const made = stepBetween(from, to);
  if (made === 'major' || differenceOf(pair, formats) !== 'assertions') return [];
  return answersFor(pair, directionOf(policy), formats)
    .flatMap((answer) => findingsOf(change, { from, to, made }, answer))
    .filter(({ severity }) => severity === 'error');
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly made: Bump;
}

function undeclaredOnly({ undeclaredOnly: step }: Policy) {
  return { undeclaredOnly: step };
}

/** What one direction has to say about a change whose version makes no major step. */
function findingsOf(change: Change, step: Step, { direction, verdict }: Answer): FindingDraft[] {
  switch (verdict.kind) {
    case 'compatible':
      return [];
    case 'undecided':
      return [undecided(change, step, direction, verdict.reasons)];
    case 'breaking': {
      if (verdict.grade === 'undeclared-only') return [undeclaredBreak(change, step, direction, verdict)];
      const breaks = breaksOf(change.pair, direction, verdict, change.formats);
      return breaks.map((one) => breaking(change, step, direction, one));
    }
  }
}

function breaking(change: Change, step: Step, direction: Direction, one: Break): FindingDraft {
  const kind = direction === 'backward' ? 'breaking' : 'forward-breaking';
  return {
    severity: 'error',
    ...one.at,
    message: `${kind} change of ${change.newer.name}${spot(one)}: ${one.what}`,
    ...majorStep(step, direction),
    evidence: evidenceOf(one, direction, step),
  };
}

/** Whatever the policy says of it, the reader is told which documents alone break. */
function undeclaredBreak(change: Change, step: Step, direction: Direction, verdict: Breaking): FindingDraft {
  const one = shownBreak(change.pair, direction, verdict);
  const isMajor = change.policy.undeclaredOnly === 'major';
  return {
    severity: isMajor ? 'error' : 'note',
    ...one.at,
    message: `change of ${change.newer.name}${spot(one)}: ${verdict.message}`,
    ...(isMajor
      ? majorStep(step, direction)
      : { fix: 'nothing to do if nobody sends such documents; option undeclaredOnly asks for a major step' }),
    evidence: evidenceOf(one, direction, step),
  };
}

function majorStep({ from, to }: Step, direction: Direction): { expected: string; fix: string } {
  const needed = versionAfter(from, 'major');
  const tell = direction === 'backward' ? 'tell the consumers' : 'update the consumers before the producers';
  return {
    expected: `version ${needed} (it is ${to}, and was ${from})`,
    fix: `undo the change, or set "$version" to "${needed}" here and in VERSIONS.md and ${tell}`,
  };
}

function spot({ pointer }: Break): string {
  return pointer === '' ? '' : ` at ${pointer}`;
}

function evidenceOf({ witness, instancePath, keyword, before }: Break, direction: Direction, { from }: Step) {
  const verbs = direction === 'backward' ? 'was valid, is rejected' : 'is valid, was rejected';
  const place = [before.file, before.line, before.column].filter((part) => part !== undefined).join(':');
  return `${verbs} at "${instancePath}" by ${keyword}: ${JSON.stringify(witness)}; ${from} said otherwise at ${place}`;
}

function tooSmall(
  { newer, pair }: Change,
  { from, to }: Step,
  required: 'minor' | 'patch',
  answers: readonly Answer[],
): FindingDraft {
  const needed = versionAfter(from, required);
  const what = required === 'minor' ? 'adds to the contract' : "changes the contract's words";
  const shown = answers.flatMap(({ direction, verdict }) =>
    verdict.kind === 'breaking'
      ? [
          `${verdict.message}; ${evidenceOf(shownBreak(pair, direction, verdict), direction, { from, to, made: 'none' })}`,
        ]
      : [],
  );
  return {
    severity: 'error',
    ...placeOfVersion(newer),
    message: `the change of ${newer.name} ${what}, but its version does not rise enough`,
    expected: `version ${needed} or higher (it is ${to}, and was ${from})`,
    fix: `set "$version" to "${needed}" here and in VERSIONS.md`,
    ...(shown.length > 0 && { evidence: shown.join('; ') }),
  };
}

function undecided(
  { newer, pair }: Change,
  { from }: Step,
  direction: Direction,
  reasons: readonly Reason[],
): FindingDraft {
  const sides = sidesOf(pair, direction);
  const said = reasons.map(({ message, location }) => {
    if (location === undefined) return message;
    const { file, line, column } = placeOf(sides[location.schema], location.pointer, location.document);
    return `${message} (${location.schema === (direction === 'backward' ? 'a' : 'b') ? 'then' : 'now'} ${file}:${line}:${column})`;
  });
  return {
    severity: 'error',
    undecided: true,
    ...placeOfVersion(newer),
    message: `it cannot be decided whether the change of ${newer.name} breaks ${direction === 'backward' ? 'documents' : 'earlier consumers'} (${obstacles(reasons)})`,
    evidence: said.join('; '),
    expected: `a change that can be decided, or version ${versionAfter(from, 'major')}`,
    fix: 'simplify what the reasons name, raise the major version, or waive the finding with a reason',
  };
}

/** What stands in the way, in so many words that a waiver for one obstacle does not accept another. */
function obstacles(reasons: readonly Reason[]): string {
  const named = reasons.map(({ code, location }) =>
    location === undefined || location.pointer === '' ? code : `${code} at ${location.pointer}`,
  );
  return [...new Set(named)].join(', ');
}

/** A schema that says what it said may change all the same where it refers to something that nobody sees. */
function unseenChanges({ newer, pair }: Change): FindingDraft[] {
  return danglingIn(pair.newer).map(({ reference, pointer, document }) => ({
    severity: 'error',
    undecided: true,
    ...placeOf(pair.newer, pointer, document),
    message: `it cannot be decided whether ${newer.name} changes: its reference ${JSON.stringify(reference)} leads to no contract`,
    expected: 'a reference to a schema in the folder of contracts, by its "$id" or its path',
    fix: 'put the schema that is meant into the folder, or correct the reference',
  }));
}

function notVersioned(schema: ContractSchema): FindingDraft {
  return {
    severity: 'error',
    ...placeOfVersion(schema),
    message: `${schema.name} has no SemVer "$version", so nothing says whether its changes are allowed`,
    expected: 'a SemVer version such as "1.0.0"',
    fix: 'set "$version" to the version of this contract',
  };
}

function wasNotVersioned(schema: ContractSchema): FindingDraft {
  return {
    severity: 'warning',
    ...placeOfVersion(schema),
    message: `${schema.name} had no SemVer "$version" at the base revision, so its changes since are not judged`,
    fix: 'nothing to do: the next change is judged against the version it has now',
  };
}

function wentBack(schema: ContractSchema, from: string, to: string): FindingDraft {
  return {
    severity: 'error',
    ...placeOfVersion(schema),
    message: `the version of ${schema.name} goes back from ${from} to ${to}`,
    expected: `${from} or higher`,
    fix: 'restore the higher version; readers already rely on it',
  };
}

function placeOfVersion({ file, document }: ContractSchema) {
  return { file, ...document.locate(['$version']) };
}
