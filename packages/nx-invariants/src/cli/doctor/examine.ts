import { join } from 'node:path';
import { satisfies } from 'semver';
import { type BaseRequest, baseRevision } from '../../baseline/baseline';
import { baselineSource } from '../../baseline/baseline-source';
import { contractsBaseline } from '../../baseline/contracts-baseline';
import type { Registry } from '../../check/registry';
import { jsonValue } from '../../config/json-document';
import { isRecord, valueAt } from '../../config/record';
import { staleBuild } from '../../executors/check/stale-build';
import type { NativeAction } from '../../native/command';
import { clashProblem } from '../../plugin/clashes';
import { coverageEntries } from '../../plugin/coverage-entries';
import { type Inference, type InferredProject, inferWorkspace, projectManifests } from '../../plugin/infer';
import { pluginVersion, supportedNx } from '../../plugin/own-manifest';
import { joinPath, ownPath } from '../../workspace/paths';
import { SourceTree } from '../../workspace/source-tree';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';
import { installedVersion } from '../installed-version';
import { defaultBaseOf } from '../workspace-state';
import { configurationProblems } from './configuration-problems';
import type {
  BaseDiagnosis,
  CheckDiagnosis,
  Diagnosis,
  Problem,
  ProjectDiagnosis,
  ToolDiagnosis,
} from './diagnosis';
import { whyNoNativeTarget } from './not-inferred';
import { diagnoseTools, type NativeUse, type ToolLookup } from './tools';

/** Examines a workspace as the plugin sees it, without making the project graph: it works where that is broken. */
export async function examine(
  workspaceRoot: string,
  env: { readonly [name: string]: string | undefined },
  lookUp?: ToolLookup,
): Promise<Diagnosis> {
  const sources = new SourceTree(workspaceRoot);
  const inference = await inferWorkspace(workspaceRoot, projectManifests(sources), sources);
  const { workspace } = inference;
  const versions = versionsOf(workspaceRoot);
  const isConfigured = inference.options.registered;
  const tools = diagnoseTools(nativeUses(inference), workspaceRoot, lookUp);
  const base = await diagnoseBase(workspace, env, defaultBaseOf(workspace.nxJson));
  const malformed = configurationProblems(inference);
  return {
    versions,
    isConfigured,
    projects: inference.projects.map((project) => diagnoseProject(project, inference)),
    checks: diagnoseChecks(inference),
    tools,
    customChecks: diagnoseCustomChecks(inference),
    base,
    isMalformed: malformed.length > 0,
    problems: [
      ...versionProblems(versions),
      ...buildProblem(inference),
      ...(isConfigured || inference.options.problems.length > 0 ? [] : [notConfigured]),
      ...malformed,
      ...clashProblems(inference),
      ...inference.registry.problems.map(({ file, message, fix }) => ({ file, line: null, message, fix })),
      ...tools.flatMap(toolProblem),
      ...baseProblem(base),
    ],
  };
}

function versionsOf(workspaceRoot: string): Diagnosis['versions'] {
  const nx = installedVersion(workspaceRoot, 'nx') ?? null;
  const range = supportedNx();
  return {
    plugin: pluginVersion(),
    nx,
    devkit: installedVersion(workspaceRoot, '@nx/devkit') ?? null,
    node: process.versions.node,
    supportedNx: range,
    nxIsSupported: nx !== null && satisfies(nx, range, { includePrerelease: true }),
  };
}

function versionProblems({
  nx,
  devkit,
  supportedNx: range,
  nxIsSupported,
}: Diagnosis['versions']): Problem[] {
  const problem = (message: string, fix: string): Problem => ({
    file: 'package.json',
    line: null,
    message,
    fix,
  });
  if (nx === null) return [problem('nx is not installed', 'npm install --save-dev nx @nx/devkit')];
  return [
    ...(nxIsSupported
      ? []
      : [problem(`nx ${nx} is not supported`, `install a version in the range ${range}`)]),
    ...(devkit === null
      ? [problem('@nx/devkit is not installed', `npm install --save-dev @nx/devkit@${nx}`)]
      : []),
  ];
}

/** In the workspace that builds the plugin itself. */
function buildProblem({ registry, workspace }: Inference): Problem[] {
  if (ownPath(workspace.root, join(__dirname, '..', '..', '..')) === undefined) return [];
  const engines = new Set(registry.checks.flatMap(({ definition }) => definition.engines ?? []));
  const message = staleBuild([...engines]);
  return message === undefined ? [] : [{ file: null, line: null, message, fix: 'npm run build' }];
}

const notConfigured: Problem = {
  file: 'nx.json',
  line: null,
  message: 'nx.json does not name the plugin, so nothing of what follows is in the project graph',
  fix: 'nx add nx-invariants (or add "nx-invariants" to "plugins")',
};

function clashProblems({ projects, workspace }: Inference): Problem[] {
  return projects.flatMap(({ project, clashes }) =>
    clashes.map((target) => {
      const { file, line, message, fix } = clashProblem(project, target, workspace.options.targets, (path) =>
        workspace.text(path),
      );
      return { file, line, message, fix };
    }),
  );
}

function toolProblem({ missing, remedy, projects, actions }: ToolDiagnosis): Problem[] {
  if (missing === null) return [];
  const message = `${missing} is missing: ${projects.join(', ')} cannot ${actions.join(', ')}`;
  return [{ file: null, line: null, message, fix: remedy ?? 'install it' }];
}

function baseProblem(base: BaseDiagnosis): Problem[] {
  if (base.kind !== 'unknown') return [];
  const message = `there is no base revision to compare with: ${base.reason}`;
  return [
    {
      file: null,
      line: null,
      message,
      fix: 'name one in NX_BASE, and fetch the history it lies in',
    },
  ];
}

const actions: readonly NativeAction[] = ['build', 'test', 'coverage'];

function diagnoseProject(
  inferred: InferredProject,
  { workspace, registry }: Pick<Inference, 'workspace' | 'registry'>,
): ProjectDiagnosis {
  const { project, clashes, imageTargets } = inferred;
  const checks = checksOf(inferred, workspace);
  const names = workspace.options.targets;
  const own = targetsOfProjectJson(workspace, project.root);
  const entry = coverageEntries(workspace).get(project.name);
  const inferredActions = actions.filter((action) => isNative(inferred, names[action]));
  return {
    name: project.name,
    root: project.root,
    because: ['project.json', ...Object.keys(project.manifests)]
      .filter((file) => project.fileNames.includes(file))
      .map((file) => joinPath(project.root, file)),
    isService: project.isService,
    languages: [...project.languages],
    checks,
    otherChecks: idsOf(registry).filter((id) => !checks.includes(id)),
    nativeTargets: inferredActions.map((action) => names[action]),
    imageTargets: imageTargets.filter(({ kind }) => kind === 'given').map(({ name }) => name),
    notInferred: [
      ...actions
        .filter((action) => !inferredActions.includes(action))
        .map((action) => ({
          target: names[action],
          because: whyNoNativeTarget(action, names[action], project, entry, own.includes(names[action])),
        })),
      ...imageTargets.flatMap((image) =>
        image.kind === 'left' ? [{ target: `inputs of ${image.name}`, because: image.because }] : [],
      ),
      ...clashes.map((target) => ({ target, because: 'the project defines a target of that name itself' })),
    ],
  };
}

function diagnoseChecks({ projects, registry, workspace }: Inference): CheckDiagnosis[] {
  return idsOf(registry).map((id) => ({
    id,
    isOff: workspace.options.checks[id] === false,
    sitsOn: registry.checks.find(({ definition }) => definition.id === id)?.definition.sitsOn ?? null,
    projects: projects
      .filter((inferred) => checksOf(inferred, workspace).includes(id))
      .map(({ project }) => project.name),
  }));
}

function idsOf({ checks }: Registry): string[] {
  return checks.map(({ definition }) => definition.id).sort();
}

/** The checks whose leaves a project has. */
function checksOf({ leaves, clashes }: InferredProject, { options }: WorkspaceFacts): string[] {
  return leaves
    .map(({ check }) => check.definition.id)
    .filter((id) => !clashes.includes(`${options.targets.checkPrefix}${id}`))
    .sort();
}

function isNative({ targets }: InferredProject, name: string): boolean {
  return Object.hasOwn(targets, name) && targets[name]?.executor === 'nx-invariants:native';
}

function targetsOfProjectJson(workspace: WorkspaceFacts, root: string): string[] {
  const targets = valueAt(jsonValue(workspace.text(joinPath(root, 'project.json'))), ['targets']);
  return isRecord(targets) ? Object.keys(targets) : [];
}

function nativeUses({ projects, workspace }: Inference): NativeUse[] {
  const names = workspace.options.targets;
  return projects.flatMap((inferred) => {
    const { project } = inferred;
    const [language] = project.languages;
    if (language === undefined) return [];
    const settings = coverageEntries(workspace).get(project.name) ?? { reports: [] };
    return actions
      .filter((action) => isNative(inferred, names[action]))
      .map((action) => ({ project: project.name, root: project.root, language, action, settings }));
  });
}

function diagnoseCustomChecks({ options, registry }: Inference): Diagnosis['customChecks'] {
  return options.options.customChecks.map((file) => ({
    file,
    check: checkFrom(registry, file),
    problem: registry.problems.find((problem) => problem.file === file)?.message ?? null,
  }));
}

function checkFrom({ checks }: Registry, file: string): string | null {
  return checks.find(({ modulePath }) => modulePath === file)?.definition.id ?? null;
}

async function diagnoseBase(
  workspace: WorkspaceFacts,
  env: { readonly [name: string]: string | undefined },
  defaultBase = 'main',
): Promise<BaseDiagnosis> {
  const request = { workspaceRoot: workspace.root, argv: [], env, defaultBase };
  const revision = await baseRevision(request);
  if (revision.kind === 'absent') return { kind: 'first-commit' };
  if (revision.kind === 'unknown') return revision;
  return { kind: 'commit', commit: revision.sha, contracts: await contractsAt(workspace, request) };
}

async function contractsAt(workspace: WorkspaceFacts, request: BaseRequest): Promise<string> {
  const { contracts } = workspace;
  if (contracts === undefined) return 'the workspace has no contracts folder';
  const options = workspace.options.checks['contract-compat'];
  const baseline = await contractsBaseline(request, contracts, baselineSource(options));
  switch (baseline.kind) {
    case 'tree':
      return `${contracts} is the tree ${baseline.sha}`;
    case 'absent':
      return `${contracts} did not exist`;
    case 'unknown':
      return `${contracts} cannot be read: ${baseline.reason}`;
  }
}
