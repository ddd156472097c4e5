import type { CreateDependencies, CreateNodes, PostTasksExecution, PreTasksExecution } from '@nx/devkit';
import { manifestGlob } from './plugin/manifest-glob';

export const name = 'nx-invariants';

// What Nx calls is loaded when it is called: a user-written check imports this module for defineCheck alone, in a
// thread of its own whenever the graph is made.
export const createNodes: CreateNodes = [
  manifestGlob,
  async (...given) => (await import('./plugin/create-nodes.js')).createNodes[1](...given),
];
/** The name Nx 22 asks for. */
export const createNodesV2 = createNodes;
export const createDependencies: CreateDependencies = async (...given) =>
  (await import('./plugin/create-dependencies.js')).createDependencies(...given);
export const preTasksExecution: PreTasksExecution = async (...given) =>
  (await import('./plugin/hooks.js')).preTasksExecution(...given);
export const postTasksExecution: PostTasksExecution = async (...given) =>
  (await import('./plugin/hooks.js')).postTasksExecution(...given);

export type {
  BytesResult,
  CachedDependency,
  DeclaredFiles,
  NotRead,
  ReadResult,
  SourceEntry,
} from './check/declared-files';
export {
  type CheckContext,
  type CheckDeclaration,
  type CheckDefinition,
  type CheckResult,
  defineCheck,
  type EngineName,
  type Json,
  type KnownChecks,
  type Placement,
  type ProjectEdge,
  type TargetInput,
} from './check/define-check';
export type { Finding, FindingDraft, Location, Severity } from './check/finding';
export type { GraphProject, GraphTarget, GraphView } from './check/graph-view';
export type { Report, Verdict } from './check/report';
export type { Place, Position } from './config/json-document';
export type { NxJson, Preset } from './config/nx-json';
export type { PluginOptions, TargetNames } from './config/plugin-options';
export type { ConfigProblem } from './config/validate';
export type { Language } from './workspace/language';
export type { ManifestFacts } from './workspace/manifest';
export type { SourceTree } from './workspace/source-tree';
export type { ProjectFacts, WorkspaceFacts } from './workspace/workspace-facts';
