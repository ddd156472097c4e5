import { posix } from 'node:path';
import { DeclaredTexts } from '../../check/declared-texts';
import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { parseYamlTree } from '../../deployment/builders/yaml-tree';
import { type PythonFiles, pythonFilesAmong } from '../../python/python-files';
import { dockerfileUnits } from '../../scripts/dockerfile-units';
import { localActions } from '../../scripts/local-actions';
import { workflowSteps } from '../../scripts/workflow-units';
import { readGoMod } from '../../workspace/go-mod';
import { modulesByPath } from '../../workspace/go-modules';
import { joinPath, withFoldersAbove } from '../../workspace/paths';
import { filesAmong, workflowEndings } from '../../workspace/places';
import type { ReadText } from '../../workspace/read-text';
import { baseImages } from './base-images';
import { cargoLockFindings } from './cargo-lock';
import type { Options, Parameters } from './check';
import { deployedImages } from './deployed-images';
import { goSumFindings } from './go-sum';
import type { FrozenByThemselves } from './install-commands';
import { installFindings } from './install-findings';
import { unreadableFile } from './lock-findings';
import { nodeLockFindings } from './node-locks';
import { pinFindings } from './pinned-steps';
import { pythonLockFindings } from './python-locks';
import { toolchainFindings } from './toolchain';
import { isClassicYarn } from './yarn-lock';

/** Judges the locks and pins of a project, and what its images and the workflows install. */
export async function run({
  project,
  files,
  options,
  parameters,
}: CheckContext<Options>): Promise<CheckResult> {
  const told = parameters as unknown as Parameters;
  const texts = new DeclaredTexts(files);
  const { read } = texts;
  const dockerfiles = told.dockerfiles.flatMap((file) => {
    const text = read(file);
    return text === undefined ? [] : [{ file, text, ...baseImages(file, text, options.requireDigests) }];
  });
  const images = dockerfiles.flatMap((dockerfile) => dockerfile.images);
  const python = pythonFilesAmong(project.root, files.list());
  const manifests = ['package.json', 'go.mod', 'Cargo.toml']
    .map((name) => joinPath(project.root, name))
    .filter((file) => read(file) !== undefined);
  const workflows = filesAmong(files.list(), told.workflows, workflowEndings);
  const deployed = deployedImages(told, files.list(), read, options.requireDigests);
  const steps = [...workflows, ...localActions(workflows, read)];

  const findings = [
    ...manifests.flatMap((manifest) => manifestFindings(manifest, images, read)),
    ...pythonFindings(python, images, read),
    ...dockerfiles.flatMap((dockerfile) => dockerfile.findings),
    ...deployed.findings,
  ];
  for (const { file, text } of dockerfiles) findings.push(...(await imageInstalls(file, text)));
  for (const file of steps) {
    const what = workflows.includes(file) ? 'workflow' : 'action';
    findings.push(...(await stepFindings(file, what, read, options)));
  }
  return {
    subjects: [
      ...manifests,
      ...python.all,
      ...dockerfiles.map(({ file }) => file),
      ...deployed.files,
      ...steps,
    ].sort(),
    findings: [...texts.findings, ...findings],
    details: { images, deployed: deployed.images, workflows: steps.length },
  };
}

function manifestFindings(manifest: string, images: readonly string[], read: ReadText): FindingDraft[] {
  const text = read(manifest) ?? '';
  switch (posix.basename(manifest)) {
    case 'go.mod':
      return [...goFindings(manifest, text, read), ...toolchainFindings('go', manifest, images, read)];
    case 'Cargo.toml':
      return [
        ...cargoLockFindings(manifest, text, read),
        ...toolchainFindings('rust', manifest, images, read),
      ];
    default:
      return [
        ...nodeLockFindings(manifest, text, read),
        ...toolchainFindings('typescript', manifest, images, read),
      ];
  }
}

function goFindings(manifest: string, text: string, read: ReadText): FindingDraft[] {
  const parsed = readGoMod(text);
  if (!parsed.ok) return [unreadableFile({ file: manifest, ...parsed.position }, parsed.message)];
  const folder = posix.dirname(manifest);
  const own = read(joinPath(folder, 'go.sum'));
  const ofWorkspace = withFoldersAbove(folder).flatMap((above) => read(joinPath(above, 'go.work.sum')) ?? []);
  const sums = own === undefined ? undefined : [own, ...ofWorkspace].join('\n');
  const siblings = modulesByPath({ text: read }, folder).flatMap((module) => {
    const sibling = readGoMod(read(joinPath(module, 'go.mod')) ?? '');
    return sibling.ok ? [sibling.module] : [];
  });
  return goSumFindings(manifest, text, sums, new Set(siblings));
}

function pythonFindings(python: PythonFiles, images: readonly string[], read: ReadText): FindingDraft[] {
  const [first] = python.all;
  if (first === undefined) return [];
  return [...pythonLockFindings(python, read), ...toolchainFindings('python', first, images, read)];
}

async function imageInstalls(file: string, text: string): Promise<FindingDraft[]> {
  const findings: FindingDraft[] = [];
  // What hides commands is said where the images are read.
  for (const unit of dockerfileUnits(file, text).units)
    findings.push(...(await installFindings(unit, new Set())));
  return findings;
}

async function stepFindings(
  file: string,
  what: 'workflow' | 'action',
  read: ReadText,
  options: Options,
): Promise<FindingDraft[]> {
  const text = read(file) ?? '';
  const reading = parseYamlTree(file, text, what);
  if (!reading.ok) return [reading.finding];
  const steps = workflowSteps(file, text, reading.tree);
  const findings = pinFindings(reading.tree, steps, options.requireDigests);
  const frozen: FrozenByThemselves = new Set(
    isClassicYarn(read('yarn.lock') ?? '') ? ['pnpm'] : ['pnpm', 'yarn'],
  );
  for (const { unit } of steps) if (unit) findings.push(...(await installFindings(unit, frozen)));
  return findings;
}
