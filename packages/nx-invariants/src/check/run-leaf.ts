import { today } from '../config/day';
import { isTextList } from '../config/text-list';
import type { SourceTree } from '../workspace/source-tree';
import { optionErrors, withDefaults } from './check-options';
import { DeclaredFiles } from './declared-files';
import type { CheckDefinition, CheckResult } from './define-check';
import { declaredEnvironment, inputsDigest } from './inputs-digest';
import type { LeafRequest } from './leaf-request';

/** What came of running a check's code. `failed` is a fault of the check or of its frame, not of the project. */
export type LeafOutcome =
  | { readonly kind: 'ran'; readonly result: CheckResult; readonly inputsDigest: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Runs one check on its declared inputs, in this thread. Throws of the check's code become `failed`.
 *
 * @param definition the check of that id, where there is one.
 */
export async function runLeaf(
  request: LeafRequest,
  definition: CheckDefinition<never> | undefined,
  sources: SourceTree,
): Promise<LeafOutcome> {
  if (definition === undefined) return failed(unknownCheck(request));
  if (typeof request.parameters.appliesFailed === 'string') {
    return failed(`it cannot be placed on the project: ${request.parameters.appliesFailed}`);
  }
  const env = declaredEnvironment(request.inputs, process.env);
  const day = definition.cache === false ? today() : undefined;
  const files = new DeclaredFiles(
    request.workspaceRoot,
    sources,
    request.project.root,
    request.ownInputs,
    request.otherProjectRoots,
    request.dependencyOutputs,
    request.cachedDependencies,
  );
  try {
    const wrong = optionErrors(definition, request.options);
    if (wrong.length > 0) return failed(`its options in nx.json are wrong: ${wrong.join('; ')}`);
    const result = await definition.run({
      project: request.project,
      options: withDefaults(definition, request.options) as never,
      parameters: request.parameters,
      files,
      env,
      graph: definition.readsGraph ? request.graph : undefined,
      knownChecks: definition.readsGraph ? request.knownChecks : undefined,
      today: day,
      workspaceRoot: request.workspaceRoot,
    });
    const malformed = malformedResult(result);
    if (malformed !== undefined) return failed(malformed);
    return { kind: 'ran', result, inputsDigest: inputsDigest(request, sources, { env, today: day }) };
  } catch (error) {
    return failed(error instanceof Error ? (error.stack ?? error.message) : `it threw ${String(error)}`);
  }
}

function failed(reason: string): LeafOutcome {
  return { kind: 'failed', reason };
}

function unknownCheck({ check, knownChecks }: LeafRequest): string {
  const problems = knownChecks.problems.map((problem) => problem.message);
  return [`no check has the id "${check}"`, ...problems].join('; ');
}

/** User-written checks may be plain JavaScript: what they return is checked like any other input. */
function malformedResult(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null) return 'it returned no result';
  const { subjects, findings } = result as Partial<CheckResult>;
  if (!isTextList(subjects)) {
    return 'its result has no list of subjects (the names of what it judged)';
  }
  if (!Array.isArray(findings)) return 'its result has no list of findings';
  const bad = findings.find(
    (finding) =>
      typeof finding?.message !== 'string' ||
      typeof finding.file !== 'string' ||
      !['error', 'warning', 'note'].includes(finding.severity),
  );
  return bad === undefined
    ? undefined
    : 'a finding lacks its severity (error, warning or note), message or file';
}
