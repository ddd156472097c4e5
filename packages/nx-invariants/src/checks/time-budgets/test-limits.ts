import type { FindingDraft } from '../../check/finding';
import type { NxJson } from '../../config/nx-json';
import { isInside, joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import type { Parameters } from './check';
import { type CommandJudgement, commandLines, judgeCommand } from './command-limits';
import type { Judged } from './judged';
import { judgePytest } from './pytest-limit';
import { configuresPytest } from './pytest-use';
import { configFindings, runnerConfigs } from './runner-configs';

/** Whether the test runners of a project have time limits, by their configurations and by the commands that start them. */
export async function judgeTestLimits(
  root: string,
  files: readonly string[],
  read: ReadText,
  nxJson: NxJson,
  told: Parameters,
): Promise<Judged> {
  // Those above the project are judged where they lie (Vitest looks for one upwards).
  const found = runnerConfigs(files, read);
  const configs = found.filter(({ file }) => isInside(file, root));
  const findings: FindingDraft[] = [];
  for (const config of configs) findings.push(...(await configFindings(config, read(config.file) ?? '')));
  const configured = new Set(['pytest', ...found.map(({ runner }) => runner.name)]);
  const started: CommandJudgement[] = [];
  const subjects = configs.map(({ file }) => file);
  for (const line of commandLines(root, read, nxJson)) {
    const judgement = await judgeCommand(line, configured);
    if (!judgement.startsRunner) continue;
    started.push(judgement);
    subjects.push(line.place.file);
  }
  findings.push(...started.flatMap((command) => command.findings));
  // A command that sets a limit itself needs none in the configuration.
  const ofPytest = started.flatMap(({ pytest }) => pytest ?? []);
  const isForConfiguration =
    told.testsWithPytest ||
    ofPytest.includes('unlimited') ||
    (ofPytest.length === 0 && configuresPytest(root, read));
  if (!isForConfiguration) return { subjects, findings };
  const judged = judgePytest(root, files, read);
  return {
    subjects: [...subjects, judged.config ?? joinPath(root, 'pyproject.toml')],
    findings: [...findings, ...judged.findings],
  };
}
