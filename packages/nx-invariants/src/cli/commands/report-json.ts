import { formatPercent } from '@nx-invariants/coverage';
import type { Json } from '../../check/define-check';
import type { CoverageStatus } from '../../report/coverage/coverage-status';
import { type JudgedInvariant, wordOf } from '../../report/invariant-status';
import type { LeafState } from '../../report/leaf-state';
import type { WorkspaceStatus } from '../../report/workspace-status';

/** A status as the result of `report --json`. */
export function statusJson({ invariants, leaves, coverage }: WorkspaceStatus): Json {
  return {
    invariants: invariants.map(invariantJson),
    checks: leaves.map(leafJson),
    coverage: coverageJson(coverage),
  };
}

function invariantJson({ invariant, status, leaves, total }: JudgedInvariant): Json {
  return {
    id: invariant.id,
    statement: invariant.statement,
    status,
    isWhole: leaves.length === total,
    upheldBy: leaves.map(({ project, check, state }) => ({ project, check, state: wordOf(state) })),
  };
}

function leafJson(leaf: LeafState): Json {
  const head = { project: leaf.project, check: leaf.check, file: leaf.path, state: leaf.kind };
  switch (leaf.kind) {
    case 'current':
      return {
        ...head,
        verdict: leaf.report.verdict,
        fromCache: leaf.isFromCache,
        findings: leaf.report.findings as unknown as Json,
      };
    case 'stale':
      return { ...head, verdict: null, findings: leaf.report.findings as unknown as Json };
    case 'missing':
    case 'failed':
      return { ...head, verdict: null, findings: [] };
    case 'unaffected':
      return { ...head, verdict: null, findings: [], since: leaf.base };
    case 'malformed':
      return { ...head, verdict: null, findings: [], reason: leaf.reason };
  }
}

function coverageJson({ projects, totals }: CoverageStatus): Json {
  return {
    projects: projects.map(({ leaf, measured }) => ({
      project: leaf.project,
      floors: measured === undefined ? null : (measured.floors as unknown as Json),
      patch: measured === undefined ? null : (measured.patch as unknown as Json),
    })),
    totals: totals.map(({ metric, counter, projects: measuring }) => ({
      metric,
      covered: counter.covered,
      total: counter.total,
      percent: formatPercent(counter),
      projects: measuring,
    })),
  };
}
