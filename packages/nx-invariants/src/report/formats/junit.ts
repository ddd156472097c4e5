import { type JudgedInvariant, wordOf } from '../invariant-status';
import { leafWords, runAgain, sayLeafState } from '../leaf-sentence';
import type { LeafState } from '../leaf-state';
import { placeText } from '../place-text';
import type { WorkspaceStatus } from '../workspace-status';
import { findingDetails } from './finding-text';
import { xmlAttributes, xmlText } from './xml-text';

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface TestCase {
  readonly className: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** Why it did not pass. */
  readonly message: string;
  readonly text: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/**
 * A status as JUnit XML, in the dialect that CI systems read (a `testsuites` of `testsuite`). A suite holds the
 * invariants, and each project with checks has one. What is violated is a failure, what cannot be told an error, what
 * nothing judges or the change leaves alone is skipped.
 */
export function renderJUnit({ invariants, leaves, version }: WorkspaceStatus): string {
  const projects = [...new Set(leaves.map(({ project }) => project))];
  const suites: [string, TestCase[]][] = [
    ['invariants', invariants.map(invariantCase)],
    ...projects.map((project): [string, TestCase[]] => [
      project,
      leaves.filter((leaf) => leaf.project === project).map(leafCase),
    ]),
  ];
  const all = suites.flatMap(([, cases]) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name: `nx-invariants ${version}`, ...countsOf(all) })}>`,
    ...suites.filter(([, cases]) => cases.length > 0).flatMap(([name, cases]) => suiteLines(name, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(name: string, cases: readonly TestCase[]): string[] {
  return [
    `  <testsuite${xmlAttributes({ name, ...countsOf(cases), time: 0 })}>`,
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function countsOf(cases: readonly TestCase[]) {
  const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function caseLines({ className, name, outcome, message, text, file, line }: TestCase): string[] {
  const head = `    <testcase${xmlAttributes({ classname: className, name, file, line, time: 0 })}`;
  const passed =
    text === '' ? [`${head}/>`] : [`${head}><system-out>${xmlText(text)}</system-out></testcase>`];
  switch (outcome) {
    case 'passed':
      return passed;
    case 'skipped':
      return [`${head}><skipped${xmlAttributes({ message })}/></testcase>`];
    case 'failure':
    case 'error':
      return [
        `${head}><${outcome}${xmlAttributes({ message, type: outcome })}>${xmlText(text)}</${outcome}></testcase>`,
      ];
  }
}

function invariantCase({ invariant, status, leaves }: JudgedInvariant): TestCase {
  const text = leaves.map(({ project, check, state }) => `${project}:${check} ${leafWords[wordOf(state)]}`);
  const each = {
    className: 'invariants',
    name: `${invariant.id} ${invariant.statement}`,
    text: text.join('\n'),
  };
  switch (status) {
    case 'holds':
    case 'warns':
      return { ...each, outcome: 'passed', message: '' };
    case 'violated':
      return { ...each, outcome: 'failure', message: 'violated' };
    case 'unknown':
      return { ...each, outcome: 'error', message: 'cannot tell' };
    case 'unaffected':
    case 'not-asked':
      return { ...each, outcome: 'skipped', message: status };
    case 'documented-only':
      return { ...each, outcome: 'skipped', message: `documented only: ${invariant.documentedOnly?.reason}` };
    case 'planned':
      return {
        ...each,
        outcome: 'skipped',
        message: `planned, not enforced yet: ${invariant.planned?.reason}`,
      };
  }
}

function leafCase(leaf: LeafState): TestCase {
  const each = { className: leaf.project, name: `check-${leaf.check}` };
  if (leaf.kind === 'unaffected')
    return { ...each, outcome: 'skipped', message: sayLeafState(leaf), text: '' };
  if (leaf.kind !== 'current') {
    return { ...each, outcome: 'error', message: sayLeafState(leaf), text: `run it: ${runAgain(leaf)}` };
  }
  const { findings, verdict, optedOut } = leaf.report;
  const [worst] = findings;
  const judged = {
    ...each,
    text: findings
      .map((finding) =>
        [`${finding.severity} ${placeText(finding)} ${finding.message}`, ...findingDetails(finding)].join(
          '\n  ',
        ),
      )
      .join('\n'),
    message: worst?.message ?? sayLeafState(leaf),
    file: worst?.file,
    line: worst?.line,
  };
  switch (verdict) {
    case 'holds':
    case 'warns':
      return { ...judged, outcome: 'passed' };
    case 'opted-out':
      return { ...judged, outcome: 'skipped', message: `opted out: ${optedOut}` };
    case 'violated':
      return { ...judged, outcome: 'failure' };
    case 'undecided':
    case 'error':
      return { ...judged, outcome: 'error' };
  }
}
