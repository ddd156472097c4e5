import { createHash } from 'node:crypto';
import type { Finding } from '../../check/finding';
import { catalogueFile } from '../../config/catalogue';
import { leafWords, runAgain, sayLeafState } from '../leaf-sentence';
import type { LeafName, LeafState } from '../leaf-state';
import { shortened } from '../shortened';
import { uriPath } from '../source-links';
import type { WorkspaceStatus } from '../workspace-status';
import { findingDetails, weightOf } from './finding-text';
import { absentLeaves, isUnjudged, mendAbsentLeaf, type UnjudgedLeaf } from './unjudged';

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/** GitHub shows no more results of a run. */
const maxResults = 5_000;
const maxTags = 10;

interface Result {
  readonly ruleId: string;
  readonly level: Finding['severity'];
  readonly message: { readonly text: string };
  readonly fingerprint: string;
  readonly place: Pick<Finding, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'>;
  readonly suppression: string | undefined;
}

/**
 * A status as SARIF 2.1.0 (OASIS), in the shape that GitHub code scanning reads. Findings are results, with paths
 * from the root of the repository. A leaf that should have been judged and was not, or that only the catalogue knows, is a
 * result as well: a run without results would close what it found before.
 */
export function renderSarif(status: WorkspaceStatus): string {
  const rules = [...status.checks.keys()].sort();
  const unjudged = [
    ...status.leaves.filter(isUnjudged).map(unjudgedResult),
    ...absentLeaves(status).map(absentResult),
  ];
  const all = [...unjudged, ...status.leaves.flatMap(findingResults)].sort(
    (a, b) => rank[a.level] - rank[b.level],
  );
  const results = all.slice(0, maxResults);
  const unique = new Map<string, number>();
  const run = {
    tool: {
      driver: {
        name: 'nx-invariants',
        semanticVersion: status.version,
        rules: rules.map((id) => ruleOf(id, status)),
      },
    },
    automationDetails: { id: 'nx-invariants/' },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: unjudged.length === 0,
        toolExecutionNotifications: [
          ...status.leaves.filter(isUnjudged).map((leaf) => notification('error', sayLeaf(leaf))),
          ...absentLeaves(status).map((leaf) => notification('error', sayAbsent(leaf))),
          ...status.leaves
            .filter(({ kind }) => kind === 'unaffected')
            .map((leaf) => notification('note', sayLeaf(leaf))),
          ...(all.length > maxResults
            ? [notification('warning', `${all.length - maxResults} more results are left out`)]
            : []),
        ],
      },
    ],
    results: results.map((result) => {
      const count = (unique.get(result.fingerprint) ?? 0) + 1;
      unique.set(result.fingerprint, count);
      return resultJson(result, count, rules.indexOf(result.ruleId), status);
    }),
  };
  return `${JSON.stringify({ $schema: schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

const rank: Record<Finding['severity'], number> = { error: 0, warning: 1, note: 2 };

function ruleOf(id: string, { checks, links }: WorkspaceStatus) {
  const { title = id, upholds = [], page, pageFile } = checks.get(id) ?? {};
  const helpUri = pageFile === undefined ? undefined : links.addressOf(pageFile);
  return {
    id,
    name: id,
    shortDescription: { text: shortened(title, 1024) },
    fullDescription: { text: shortened(title, 1024) },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: {
      text: page ?? `${title}. More: nx-invariants explain ${id}`,
      ...(page === undefined ? {} : { markdown: page }),
    },
    defaultConfiguration: { level: 'error' },
    properties: { precision: 'very-high', 'problem.severity': 'error', tags: upholds.slice(0, maxTags) },
  };
}

function findingResults(leaf: LeafState): Result[] {
  if (leaf.kind !== 'current') return [];
  return leaf.report.findings.map((finding) => ({
    ruleId: leaf.check,
    level: weightOf(finding),
    message: {
      text: [finding.message, ...findingDetails(finding), evidenceOf(finding)]
        .filter((line) => line !== '')
        .join('\n'),
    },
    fingerprint: finding.fingerprint,
    place: finding,
    suppression: finding.waivedBy?.reason,
  }));
}

function evidenceOf({ evidence }: Finding): string {
  return evidence === undefined ? '' : `evidence: ${evidence}`;
}

/** It has no place in a file: what made it a leaf is the plugin's entry in nx.json. */
function unjudgedResult(leaf: UnjudgedLeaf): Result {
  return resultOfLeaf(leaf, `${sayLeaf(leaf)}\nfix: run "${runAgain(leaf)}"`, 'nx.json');
}

function absentResult(leaf: LeafName): Result {
  return resultOfLeaf(leaf, `${sayAbsent(leaf)}\nfix: ${mendAbsentLeaf}`, catalogueFile);
}

function resultOfLeaf({ check, project }: LeafName, text: string, file: string): Result {
  return {
    ruleId: check,
    level: 'error',
    message: { text },
    fingerprint: createHash('sha256')
      .update(JSON.stringify([check, project, 'unjudged']))
      .digest('hex')
      .slice(0, 16),
    place: { file },
    suppression: undefined,
  };
}

function sayLeaf(leaf: LeafState): string {
  return `check-${leaf.check} ${leaf.project}: ${sayLeafState(leaf)}`;
}

function sayAbsent({ check, project }: LeafName): string {
  return `check-${check} ${project}: ${leafWords.absent}`;
}

function notification(level: Finding['severity'], text: string) {
  return { level, message: { text } };
}

/** @param count of the results with its fingerprint so far: GitHub tells results apart by this one fingerprint. */
function resultJson(result: Result, count: number, ruleIndex: number, { links }: WorkspaceStatus) {
  const { ruleId, level, message, fingerprint, place, suppression } = result;
  const uri = uriPath(links.inRepository(place.file)) || 'nx.json';
  return {
    ruleId,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level,
    message: { text: withoutLinks(message.text) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region: regionOf(place) } }],
    partialFingerprints: {
      primaryLocationLineHash: `${fingerprint}:${count}`,
      'nxInvariantsFinding/v1': fingerprint,
    },
    ...(suppression === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: suppression }] }),
  };
}

/** Readers make links of `[text](address)` in messages (SARIF 2.1.0, 3.11.6); what findings quote is no link. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', ']\u2060(');
}

function regionOf({ line = 1, column, endLine, endColumn }: Result['place']) {
  const isRange = endLine !== undefined && endLine >= line;
  return {
    startLine: line,
    ...(column === undefined ? {} : { startColumn: column }),
    ...(isRange ? { endLine } : {}),
    ...(isRange && endColumn !== undefined ? { endColumn } : {}),
  };
}
