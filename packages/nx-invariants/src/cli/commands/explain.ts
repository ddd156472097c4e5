import { loadRegistry, type RegisteredCheck } from '../../check/registry';
import type { Invariant } from '../../config/catalogue';
import { readNxJson } from '../../config/nx-json';
import { defaultOptions, readPluginOptions } from '../../config/plugin-options';
import {
  type JudgedInvariant,
  judgeInvariant,
  type UpholdingLeaf,
  wordOf,
} from '../../report/invariant-status';
import { leafWords } from '../../report/leaf-sentence';
import { statusMark } from '../../report/render-status';
import type { Style } from '../../report/style';
import { type Command, type Failure, failure, type Outcome, type Surroundings } from '../command';
import { suggestion } from '../nearest';
import { pageOf } from '../pages';
import { terminalMarkdown } from '../terminal-markdown';
import { readCatalogueState, readWorkspaceState } from '../workspace-state';

/** What a check or an invariant is about. */
export const explain: Command = {
  name: 'explain',
  summary:
    'Explain a check (its page), or an invariant of invariants.json: what upholds it and how it stands',
  operands: { usage: 'CHECK|INVARIANT', min: 1, max: 1 },
  options: {},
  exitCodes: ['it is explained', '(not used)', 'there is no such check or invariant, or it cannot be read'],
  example: 'nx-invariants explain B2',
  needsWorkspace: false,

  async run({ operands }, surroundings): Promise<Outcome> {
    const [id = ''] = operands;
    const { workspaceRoot } = surroundings;
    const checks = await checksOf(workspaceRoot);
    const check = checks.find(({ definition }) => definition.id === id);
    if (check) return explainCheck(check, surroundings);
    const catalogue =
      workspaceRoot === undefined ? { kind: 'missing' as const } : readCatalogueState(workspaceRoot);
    if (catalogue.kind === 'invalid') {
      return failure(
        `The catalogue cannot be read: ${catalogue.problems.join('; ')}.`,
        'mend invariants.json',
      );
    }
    const invariants = catalogue.kind === 'read' ? catalogue.invariants : [];
    const invariant = invariants.find((candidate) => candidate.id === id);
    return invariant ? explainInvariant(invariant, surroundings) : unknown(id, checks, invariants);
  },
};

async function checksOf(workspaceRoot: string | undefined): Promise<readonly RegisteredCheck[]> {
  if (workspaceRoot === undefined) return (await loadRegistry('.', defaultOptions)).checks;
  const { options } = readPluginOptions(readNxJson(workspaceRoot));
  return (await loadRegistry(workspaceRoot, options)).checks;
}

function unknown(id: string, checks: readonly RegisteredCheck[], invariants: readonly Invariant[]): Failure {
  const checkIds = checks.map(({ definition }) => definition.id).sort();
  const invariantIds = invariants.map((invariant) => invariant.id);
  const known = [
    `checks: ${checkIds.join(', ')}`,
    ...(invariantIds.length > 0 ? [`invariants: ${invariantIds.join(', ')}`] : []),
  ];
  return failure(
    `There is no check or invariant ${id}.${suggestion(id, [...checkIds, ...invariantIds])}`,
    `name one of these; ${known.join('; ')}`,
  );
}

async function explainCheck(
  { definition, modulePath }: RegisteredCheck,
  surroundings: Surroundings,
): Promise<Outcome> {
  const { id, title, upholds } = definition;
  const page = pageOf(id, surroundings.workspaceRoot);
  return {
    kind: 'result',
    exitCode: 0,
    text: await pageText(id, title, page, surroundings),
    json: { kind: 'check', id, title, upholds: [...upholds], module: modulePath ?? null, page: page ?? null },
  };
}

/** For a reader on a terminal, or the Markdown itself for what reads it elsewhere. */
async function pageText(
  id: string,
  title: string,
  page: string | undefined,
  { style, columns }: Surroundings,
): Promise<string> {
  if (page === undefined) return `${style.bold(id)}: ${title}\n\nIt has no page.\n`;
  return columns === undefined ? `${page.trimEnd()}\n` : terminalMarkdown(page, style, columns);
}

async function explainInvariant(invariant: Invariant, surroundings: Surroundings): Promise<Outcome> {
  const { workspaceRoot = '', style } = surroundings;
  const state = invariant.upheldBy
    ? await readWorkspaceState(workspaceRoot, undefined, surroundings)
    : undefined;
  if (state?.kind === 'failure') return state;
  const judged = judgeInvariant(invariant, state?.leaves ?? []);
  const checks = [...new Set(judged.leaves.map(({ check }) => check))];
  const pages = checks.map((check) => ({ check, page: pageOf(check, workspaceRoot) }));
  const titleOf = (check: string) =>
    state?.registry.checks.find(({ definition }) => definition.id === check)?.definition.title ??
    'no such check';
  const texts = await Promise.all(
    pages.map(({ check, page }) => pageText(check, titleOf(check), page, surroundings)),
  );
  return {
    kind: 'result',
    exitCode: 0,
    text: [...invariantLines(judged, style), ...texts.flatMap((text) => ['', text.trimEnd()]), ''].join('\n'),
    json: {
      kind: 'invariant',
      id: invariant.id,
      statement: invariant.statement,
      status: judged.status,
      upheldBy: judged.leaves.map(({ project, check, state: leaf }) => ({
        project,
        check,
        state: wordOf(leaf),
      })),
      documentedOnly: invariant.documentedOnly === undefined ? null : { ...invariant.documentedOnly },
      planned: invariant.planned === undefined ? null : { ...invariant.planned },
      pages: pages.map(({ check, page }) => ({ check, page: page ?? null })),
    },
  };
}

function invariantLines(judged: JudgedInvariant, style: Style): string[] {
  const { invariant, status, leaves } = judged;
  const { documentedOnly, planned } = invariant;
  return [
    `${statusMark(status, style)} ${style.bold(invariant.id)} ${invariant.statement}`,
    '',
    ...(documentedOnly
      ? [
          'Documented only: held by people, not by a check.',
          `  owner: ${documentedOnly.owner}`,
          `  to be reviewed by: ${documentedOnly.reviewBy}`,
          `  reason: ${documentedOnly.reason}`,
        ]
      : []),
    ...(planned ? ['Planned: not enforced yet.', `  reason: ${planned.reason}`] : []),
    ...(leaves.length > 0 ? ['Upheld by:', ...leaves.map(leafLine)] : []),
  ];
}

function leafLine({ project, check, state }: UpholdingLeaf): string {
  return `  ${project}:${check}  ${leafWords[wordOf(state)]}`;
}
