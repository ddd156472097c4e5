import { createNodes } from './plugin/create-nodes';

export const name = 'nx-invariants';
export { createNodes };
/** The name Nx 22 asks for. */
export const createNodesV2 = createNodes;
export type { DeclaredFiles, ReadResult } from './check/declared-files';
export {
  type CheckContext,
  type CheckDefinition,
  type CheckResult,
  defineCheck,
  type EngineName,
  type Json,
  type Placement,
  type ProjectEdge,
  type TargetInput,
} from './check/define-check';
export type { Finding, FindingDraft, Location, Severity } from './check/finding';
export type { GraphProject, GraphTarget, GraphView } from './check/graph-view';
export type { Report, Verdict } from './check/report';
export { createDependencies } from './plugin/create-dependencies';
export { postTasksExecution, preTasksExecution } from './plugin/hooks';
export type { ProjectFacts, WorkspaceFacts } from './workspace/workspace-facts';
