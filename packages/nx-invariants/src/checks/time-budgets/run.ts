import { DeclaredTexts } from '../../check/declared-texts';
import type { CheckContext, CheckResult } from '../../check/define-check';
import { distinctFindings } from '../../check/finding';
import { readNxJson } from '../../config/nx-json';
import { filesAmong, workflowEndings } from '../../workspace/places';
import type { Parameters } from './check';
import { judgeCompose, judgeKubernetes } from './health-checks';
import type { Judged } from './judged';
import { judgeTestLimits } from './test-limits';
import { judgeWorkflows } from './workflow-budgets';

/** Judges the workflows, test runners and health checks that are the project's to answer for. */
export async function run({
  project,
  files,
  parameters,
  workspaceRoot,
}: CheckContext<unknown>): Promise<CheckResult> {
  const told = parameters as unknown as Parameters;
  const { workflows, compose, kubernetes } = told;
  const texts = new DeclaredTexts(files);
  const { read } = texts;
  const listed = files.list();
  const judged: Judged[] = compose.map((each) => judgeCompose(each, read));
  if (kubernetes.length > 0) judged.push(judgeKubernetes(kubernetes, listed, read));
  judged.push(await judgeTestLimits(project.root, listed, read, readNxJson(workspaceRoot, read), told));
  if (workflows.length > 0)
    judged.push(await judgeWorkflows(filesAmong(listed, workflows, workflowEndings), read, told));
  return {
    subjects: [...new Set(judged.flatMap(({ subjects }) => subjects))].sort(),
    findings: [...texts.findings, ...distinctFindings(judged.flatMap(({ findings }) => findings))],
    details: null,
  };
}
