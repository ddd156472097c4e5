import { posix } from 'node:path';
import {
  judgeScript,
  type Position,
  type Rule,
  type ScriptFinding,
  type StartedScript,
} from '@nx-invariants/portable-scripts';
import type { DeclaredFiles } from '../../check/declared-files';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import { readNxJson } from '../../config/nx-json';
import { dockerfileUnits } from '../../scripts/dockerfile-units';
import { type ScriptUnit, type UnitReading, unseenScripts } from '../../scripts/script-unit';
import { workflowUnits } from '../../scripts/workflow-units';
import { joinPath } from '../../workspace/paths';
import { filesAmong, workflowEndings } from '../../workspace/places';
import type { Options, Parameters } from './check';
import { fileUnit } from './file-units';
import { manifestUnits } from './manifest-units';
import { hasOwnScriptShell } from './npm-shell';
import { isScriptFile } from './script-files';

/** Judges every script, command line and step that the project has. */
export async function run({
  project,
  files,
  options,
  parameters,
  workspaceRoot,
}: CheckContext<Options>): Promise<CheckResult> {
  const told = parameters as unknown as Parameters;
  const scripts = files.list().filter((file) => isScriptFile(file, project.root, options.folders));
  const manifests = ['package.json', 'project.json'].map((name) => joinPath(project.root, name));
  const workflows = filesAmong(files.list(), told.workflows, workflowEndings);
  const read = readerOf(files);
  const nxJson = readNxJson(workspaceRoot, read);
  const hasScriptShell = hasOwnScriptShell(read);
  const readings = [
    ...scripts.map((file) => scriptReading(file, files, told)),
    ...manifests.map((file) =>
      textReading(file, files, (path, text) => manifestUnits(path, text, nxJson, hasScriptShell)),
    ),
    ...told.dockerfiles.map((file) => textReading(file, files, dockerfileUnits)),
    ...workflows.map((file) => textReading(file, files, workflowUnits)),
  ];
  const units = readings.flatMap((reading) => reading?.units ?? []);
  const findings = readings.flatMap((reading) => reading?.findings ?? []).map(ofScripts);
  for (const unit of units) findings.push(...(await unitFindings(unit, told, scripts)));
  return {
    subjects: [
      ...(told.names ? ['the names of files'] : []),
      ...new Set(readings.flatMap((reading) => (reading ? [reading.file] : [])).sort()),
    ],
    findings: [...findings, ...nameFindings(told)],
    details: { scripts: scripts.length, commands: units.length - scripts.length },
  };
}

/** What hides scripts says of none which rule they break. */
function ofScripts(finding: FindingDraft): FindingDraft {
  return { invariants: [invariantOf.unreadable], ...finding };
}

type FileUnits = UnitReading & { readonly file: string };

/** Undefined where there is no such file. */
function textReading(
  file: string,
  files: DeclaredFiles,
  unitsOf: (file: string, text: string) => UnitReading,
): FileUnits | undefined {
  const read = files.read(file);
  if (read.kind === 'missing') return undefined;
  return {
    file,
    ...(read.kind === 'read' ? unitsOf(file, read.text) : unseenScripts(file, {}, read.reason)),
  };
}

/** Undefined for a file that turns out to be no script. */
function scriptReading(file: string, files: DeclaredFiles, told: Parameters): FileUnits | undefined {
  const read = files.readBytes(file);
  if (read.kind === 'missing') return undefined;
  if (read.kind === 'unreadable') return { file, ...unseenScripts(file, {}, read.reason) };
  const reading = fileUnit(file, read.bytes);
  switch (reading.kind) {
    case 'other':
      return undefined;
    case 'unreadable':
      return { file, units: [], findings: [unreadable(file, reading)] };
    case 'script': {
      const { unit, findings } = reading;
      const drafts = findings
        .filter(({ rule }) => rule !== 'shebang' || heedsShebang(file, told))
        .map((finding) => draftOf(finding, unit));
      return { file, units: [unit], findings: [...drafts, ...missingShebang(unit, told)] };
    }
  }
}

/** Others may begin as they like: nobody starts a module of Python or PowerShell by its path. */
function heedsShebang(file: string, { executables }: Parameters): boolean {
  return ['', '.sh', '.bash'].includes(posix.extname(file)) || executables?.includes(file) === true;
}

async function unitFindings(
  unit: ScriptUnit,
  told: Parameters,
  scripts: readonly string[],
): Promise<FindingDraft[]> {
  const { text, interpreter, isForWindows } = unit;
  if (!interpreter) return [];
  const { findings, started } = await judgeScript({ text, interpreter, isForWindows });
  return [
    ...findings.map((finding) => draftOf(finding, unit)),
    ...started.flatMap((script) => notExecutable(script, unit, told, scripts)),
  ];
}

/** The invariants of the seed document that a rule upholds. */
const invariantOf: Record<Rule, string> = {
  unreadable: 'X1',
  syntax: 'X1',
  unjudged: 'X1',
  'line-endings': 'X1',
  shebang: 'X1',
  'run-bit': 'X1',
  'file-name': 'X1',
  parallel: 'X2',
  'windows-path': 'X3',
  backslash: 'X3',
  'bash-only': 'X4',
  'posix-only': 'X4',
  'script-root': 'B4',
};

function draftOf(finding: ScriptFinding, { file, label, place }: ScriptUnit): FindingDraft {
  const { rule, message, expected, fix, start } = finding;
  return draft(rule, file, place(start), {
    message: label ? `${label}: ${message}` : message,
    expected,
    fix,
  });
}

function draft(
  rule: Rule,
  file: string,
  position: Partial<Position>,
  text: Required<Pick<FindingDraft, 'message' | 'expected' | 'fix'>>,
): FindingDraft {
  return {
    severity: rule === 'unjudged' ? 'warning' : 'error',
    file,
    ...position,
    ...text,
    evidence: `rule ${rule}`,
    invariants: [invariantOf[rule]],
  };
}

function unreadable(file: string, { reason, fix }: { readonly reason: string; readonly fix: string }) {
  return draft(
    'unreadable',
    file,
    {},
    {
      message: `the script cannot be read: ${reason}`,
      expected: 'a script in UTF-8 of a size that people write',
      fix,
    },
  );
}

function missingShebang({ file, text }: ScriptUnit, { executables }: Parameters): FindingDraft[] {
  if (!executables?.includes(file) || text.trimStart().startsWith('#!') || /\.(?:psm?1|[cm]?ts)$/.test(file))
    return [];
  return [
    draft(
      'shebang',
      file,
      { line: 1, column: 1 },
      {
        message:
          'the script may be started by its path, but has no shebang: whatever shell starts it runs it',
        expected: 'a first line that names the interpreter',
        fix: 'write #!/usr/bin/env and its name on the first line, or take the run bit away with "git update-index --chmod=-x"',
      },
    ),
  ];
}

/** Of a script that a command line starts by its path. */
function notExecutable(
  { path, start }: StartedScript,
  unit: ScriptUnit,
  { executables }: Parameters,
  scripts: readonly string[],
): FindingDraft[] {
  const started = unit.folder === undefined ? undefined : joinPath(unit.folder, path);
  if (started === undefined || executables === null || !scripts.includes(started)) return [];
  if (executables.includes(started)) return [];
  return [
    draft('run-bit', unit.file, unit.place(start), {
      message: `${unit.label ?? posix.basename(unit.file)}: ${started} is started by its path, but has no run bit`,
      expected: 'a script that the system may execute',
      fix: `"git update-index --chmod=+x ${started}", or start it through its interpreter`,
    }),
  ];
}

function nameFindings({ names }: Parameters): FindingDraft[] {
  return (names ?? []).map(({ path, message, expected, fix }) =>
    draft('file-name', path, {}, { message, expected, fix }),
  );
}
