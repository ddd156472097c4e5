import { isMap, isScalar } from 'yaml';
import type { FindingDraft } from '../../check/finding';
import type { YamlTree } from '../../deployment/builders/yaml-tree';
import type { WorkflowStep } from '../../scripts/workflow-units';
import { imageFindings } from './base-images';
import { isMoving } from './toolchain-version';

/** Whether what the steps and jobs of a workflow or action take from outside is pinned. */
export function pinFindings(
  tree: YamlTree,
  steps: readonly WorkflowStep[],
  requireDigests: boolean,
): FindingDraft[] {
  const jobs = tree.nodeAt(tree.root, ['jobs']);
  const jobNodes = isMap(jobs) ? jobs.items.map(({ value }) => tree.follow(value)) : [];
  return [
    ...[...jobNodes, ...steps.map(({ step }) => step)].flatMap((node) =>
      usesFindings(tree, node, requireDigests),
    ),
    ...steps.flatMap(({ step }) => setupFindings(tree, step)),
    ...jobNodes.flatMap((job) => containerFindings(tree, job, requireDigests)),
    ...imageOfAction(tree, requireDigests),
  ];
}

function usesFindings(tree: YamlTree, node: unknown, requireDigests: boolean): FindingDraft[] {
  const uses = tree.textAt(node, ['uses']);
  if (uses === undefined || /^\.{1,2}\//.test(uses)) return [];
  const place = tree.locate(tree.nodeAt(node, ['uses']));
  if (uses.startsWith('docker://'))
    return imageFindings(uses.slice('docker://'.length), place, requireDigests);
  const [action, version] = uses.split('@');
  if (/^[0-9a-f]{40}$/.test(version ?? '')) return [];
  return [
    {
      severity: 'error',
      ...place,
      message:
        version === undefined
          ? `the action ${action} is named without a version`
          : `the action ${action} is taken at ${version}, which may come to name other code`,
      expected: 'the 40 hexadecimal digits of a commit, and the version it is behind them as a comment',
      fix: `uses: ${action}@<commit> # ${version ?? 'the version'}`,
    },
  ];
}

/** The `with` of the actions that install a toolchain (actions/setup-node: `node-version`). */
function setupFindings(tree: YamlTree, step: unknown): FindingDraft[] {
  const tool = /^actions\/setup-(\w+)@/.exec(tree.textAt(step, ['uses']) ?? '')?.[1];
  if (tool === undefined) return [];
  const key = `${tool}-version`;
  const written = tree.nodeAt(step, ['with', key]);
  const versions = tree.textAt(step, ['with', key])?.split('\n') ?? [];
  return versions
    .map((version) => version.trim())
    .filter((version) => version !== '' && !version.includes('${{') && isMoving(tool, version))
    .map((version) => ({
      severity: 'error',
      ...tree.locate(written),
      message: `the toolchain ${tool} ${version} is whatever is newest on the day`,
      expected: 'a release, or a line of releases such as 20 of Node or 3.11 of Python',
      fix: `name the version, or the file that pins it with ${key}-file`,
    }));
}

function containerFindings(tree: YamlTree, job: unknown, requireDigests: boolean): FindingDraft[] {
  const container = tree.nodeAt(job, ['container']);
  const services = tree.nodeAt(job, ['services']);
  const images = [
    isScalar(container) ? container : tree.nodeAt(container, ['image']),
    ...(isMap(services) ? services.items.map(({ value }) => tree.nodeAt(value, ['image'])) : []),
  ];
  return images.flatMap((image) =>
    isScalar(image) && typeof image.value === 'string' && !image.value.includes('${{')
      ? imageFindings(image.value, tree.locate(image), requireDigests)
      : [],
  );
}

/** An action of the repository may be an image. */
function imageOfAction(tree: YamlTree, requireDigests: boolean): FindingDraft[] {
  const image = tree.textAt(tree.root, ['runs', 'image']);
  if (!image?.startsWith('docker://')) return [];
  const place = tree.locate(tree.nodeAt(tree.root, ['runs', 'image']));
  return imageFindings(image.slice('docker://'.length), place, requireDigests);
}
