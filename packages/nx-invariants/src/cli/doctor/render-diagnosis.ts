import { counted } from '../../report/counted';
import type { Style } from '../../report/style';
import type {
  BaseDiagnosis,
  CheckDiagnosis,
  Diagnosis,
  Problem,
  ProjectDiagnosis,
  ToolDiagnosis,
} from './diagnosis';

/** The diagnosis as text: problems last, where they are seen. */
export function renderDiagnosis(diagnosis: Diagnosis, style: Style): string {
  const { projects, checks, tools, customChecks, problems } = diagnosis;
  return [
    style.bold('Versions'),
    ...versionLines(diagnosis.versions, style),
    '',
    style.bold('Toolchains'),
    ...(tools.length === 0 ? ['  no inferred target needs one'] : tools.map((tool) => toolLine(tool, style))),
    '',
    style.bold('Base revision'),
    `  ${baseText(diagnosis.base)}`,
    '',
    ...(customChecks.length === 0
      ? []
      : [
          style.bold('User-written checks'),
          ...customChecks.map(({ file, check, problem }) =>
            check === null
              ? `  ${style.red('✖')} ${file}: not loaded${problem === null ? '' : ` (${problem})`}`
              : `  ${style.green('✔')} ${file}: ${check}`,
          ),
          '',
        ]),
    style.bold('Checks'),
    ...checks.map((check) => checkLine(check, style)),
    '',
    style.bold('Projects'),
    ...projects.flatMap((project) => projectLines(project, style)),
    '',
    ...problems.flatMap((problem) => problemLines(problem, style)),
    problems.length === 0
      ? `${style.green('✔')} no problem found`
      : `${style.red('✖')} ${counted(problems.length, 'problem')}`,
    '',
  ].join('\n');
}

function versionLines(
  { plugin, nx, devkit, node, supportedNx, nxIsSupported }: Diagnosis['versions'],
  style: Style,
): string[] {
  const sign = nxIsSupported ? style.green('✔') : style.red('✖');
  return [
    `  nx-invariants  ${plugin}`,
    `  nx             ${nx ?? 'not installed'} ${sign} supported: ${supportedNx}`,
    `  @nx/devkit     ${devkit ?? 'not installed'}`,
    `  node           ${node}`,
  ];
}

function toolLine(
  { language, tool, version, actions, projects, found, missing }: ToolDiagnosis,
  style: Style,
): string {
  const mark = found ? style.green('✔') : style.red('✖');
  const what = missing === null ? '' : ` missing: ${missing}`;
  return `  ${mark} ${language.padEnd(10)} ${style.bold(tool)}${version === null ? '' : ` ${version}`}${what} ${style.dim(`(${actions.join(', ')} of ${projects.join(', ')})`)}`;
}

function baseText(base: BaseDiagnosis): string {
  switch (base.kind) {
    case 'commit':
      return `commit ${base.commit}; ${base.contracts}`;
    case 'first-commit':
      return 'none: HEAD is the first commit, so nothing came before it';
    case 'unknown':
      return `unknown: ${base.reason}`;
  }
}

function checkLine({ id, isOff, sitsOn, projects }: CheckDiagnosis, style: Style): string {
  const where = isOff ? 'switched off in nx.json' : projects.join(', ') || 'on no project';
  const why = isOff ? '' : style.dim(` (it sits on ${sitsOn ?? 'what its applies() chooses'})`);
  return `  ${style.bold(id)}: ${where}${why}`;
}

function projectLines(project: ProjectDiagnosis, style: Style): string[] {
  const { name, root, because, isService, languages, checks, otherChecks } = project;
  const { nativeTargets, imageTargets, notInferred } = project;
  const kind = [...(isService ? ['service'] : []), ...languages].join(', ');
  const why =
    because.length > 0 ? `by ${because.join(', ')}` : root === '.' ? "the workspace's root" : 'by its folder';
  return [
    `  ${style.bold(name)} ${root}${kind === '' ? '' : ` (${kind})`} ${style.dim(why)}`,
    `    checks: ${checks.length === 0 ? 'none applies' : checks.join(', ')}`,
    ...(otherChecks.length === 0
      ? []
      : [style.dim(`    not here: ${otherChecks.join(', ')} (why: see Checks)`)]),
    ...(nativeTargets.length === 0 ? [] : [`    targets: ${nativeTargets.join(', ')}`]),
    ...(imageTargets.length === 0 ? [] : [`    inputs of: ${imageTargets.join(', ')}`]),
    ...notInferred.map(({ target, because: reason }) => style.dim(`    no ${target}: ${reason}`)),
  ];
}

function problemLines({ file, line, message, fix }: Problem, style: Style): string[] {
  const place = file === null ? '' : `${style.cyan(line === null ? file : `${file}:${line}`)} `;
  return [`${style.red('✖')} ${place}${message}`, `    fix: ${fix}`];
}
