import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { FindingDraft, Location } from '../../check/finding';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import { buildCommands } from './build-command';
import { type BuilderReading, type ImageBuilder, mergeBuilders, noBuilders } from './builder';
import { locatedBuild } from './located-build';
import { type Combination, expand, matrixCombinations } from './workflow-matrix';

export interface WorkflowReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

/** The images that a GitHub Actions workflow builds: docker/build-push-action, and `docker build` in run steps. */
export function workflowBuilders(file: string, text: string): WorkflowReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    const finding: FindingDraft = {
      severity: 'error',
      file,
      line,
      column: col,
      message: `the workflow is not YAML: ${error.message.split('\n')[0]}`,
      fix: 'mend the syntax: what it builds cannot be told until then',
    };
    return { ...noBuilders, findings: [finding] };
  }
  const locate = (offset: number | undefined): Location => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { file, line, column: col };
  };
  const root = document.contents;
  const jobs = isMap(root) ? root.get('jobs') : undefined;
  if (!isMap(jobs)) return { ...noBuilders, findings: [] };
  const readings = jobs.items.flatMap(({ key, value }) =>
    isMap(value) ? jobBuilders(String(key), value, locate) : [],
  );
  return { ...mergeBuilders(readings), findings: [] };
}

type Locate = (offset: number | undefined) => Location;

function jobBuilders(job: string, map: YAMLMap, locate: Locate): BuilderReading[] {
  const steps = map.get('steps');
  if (!isSeq(steps)) return [];
  const defaults = textAt(map, ['defaults', 'run', 'working-directory']);
  const combinations = matrixCombinations(map.getIn(['strategy', 'matrix']));
  return steps.items.filter(isMap).flatMap((step) => {
    const label = `the job ${job} of the workflow`;
    const uses = textAt(step, ['uses']);
    const at = locate(step.range?.[0]);
    return combinations.flatMap((combination) => [
      ...(uses && /^docker\/build-push-action@/.test(uses)
        ? [actionBuilder(step, combination, label, at)]
        : []),
      ...runBuilders(step, combination, defaults, label, at),
    ]);
  });
}

/**
 * docker/build-push-action (v6): without `context` it builds from a Git context, to which no ignore file applies;
 * `file` defaults to the context's Dockerfile and is relative to the workspace for a path context.
 */
function actionBuilder(
  step: YAMLMap,
  combination: Combination,
  label: string,
  location: Location,
): BuilderReading {
  const input = (name: string) => expand(textAt(step, ['with', name]) ?? '', combination);
  const given = input('context');
  const context = given === '' ? '.' : given.replace(/^\{\{defaultContext\}\}:?/, '') || '.';
  const isGit = given === '' || given.startsWith('{{defaultContext}}');
  const file = input('file');
  const target = input('target');
  const unreadable = [context, file, target].find((value) => value.includes('${{'));
  if (unreadable !== undefined) {
    return {
      builders: [],
      unreadable: [{ label, location, reason: `it is given by an expression, ${unreadable}` }],
    };
  }
  if (/^(https?:|git@|git:)/.test(context)) return noBuilders;
  const dockerfile =
    file === ''
      ? joinPath(context, 'Dockerfile')
      : isGit && given !== ''
        ? joinPath(context, file)
        : joinPath('.', file);
  if (leavesWorkspace(context) || leavesWorkspace(dockerfile)) {
    return {
      builders: [],
      unreadable: [{ label, location, reason: 'its context or Dockerfile lies outside this repository' }],
    };
  }
  const builder: ImageBuilder = {
    source: 'workflow',
    label,
    location,
    dockerfile,
    context: joinPath(context),
    appliesIgnoreFile: !isGit,
    target: target === '' ? undefined : target,
    args: pairLines(input('build-args')),
    namedContexts: new Map(
      [...pairLines(input('build-contexts'))].map(([name, value]) => [
        name,
        /^[a-z-]+:\/\//.test(value) ? undefined : joinPath(value),
      ]),
    ),
  };
  return { builders: [builder], unreadable: [] };
}

function runBuilders(
  step: YAMLMap,
  combination: Combination,
  defaults: string | undefined,
  label: string,
  location: Location,
): BuilderReading[] {
  const script = textAt(step, ['run']);
  if (script === undefined) return [];
  const folder = expand(textAt(step, ['working-directory']) ?? defaults ?? '.', combination);
  return buildCommands(expand(script, combination)).map((reading) =>
    folder.includes('${{')
      ? {
          builders: [],
          unreadable: [{ label, location, reason: `its folder is given by an expression, ${folder}` }],
        }
      : locatedBuild(reading, 'workflow', label, location, folder),
  );
}

function textAt(map: YAMLMap, path: readonly string[]): string | undefined {
  const node = map.getIn(path, true);
  return isScalar(node) && node.value !== null ? String(node.value) : undefined;
}

function pairLines(text: string): Map<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const equals = line.indexOf('=');
      return equals < 0 ? [] : [[line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const];
    }),
  );
}
