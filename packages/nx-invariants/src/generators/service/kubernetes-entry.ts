import { join, posix } from 'node:path';
import { generateFiles, type Tree } from '@nx/devkit';
import { isKustomization, kustomizationNames } from '@nx-invariants/topology';
import { isSeq } from 'yaml';
import { isRecord } from '../../config/record';
import { parseYamlStream } from '../../config/yaml-document';
import { readManifests } from '../../deployment/kubernetes';
import { isInside, joinPath } from '../../workspace/paths';
import { registerKubernetes } from '../init/register-plugin';
import type { TreeInference } from '../tree/leaves-on-tree';
import { editYaml, parseYaml } from '../tree/yaml-edits';
import type { ServicePlan } from './service-plan';

/**
 * Writes the service's Deployment and Service beside the others, in their namespace, and lists the file in the
 * kustomization that lists theirs. Where every service keeps its own manifests, this one does too.
 *
 * @returns the files written; none where the workspace has no manifests.
 * @throws Error if the manifest exists already or the kustomization is not YAML.
 */
export function addKubernetesEntry(
  tree: Tree,
  { facts, projects }: TreeInference,
  plan: ServicePlan,
): string[] {
  const read = readManifests(facts.kubernetes, (path) => facts.text(path));
  const manifests = read.ok ? read.model.manifests : facts.kubernetes;
  const neighbours = manifests.filter((file) => !isKustomization(file));
  const services = projects.filter((project) => project.isService && project.root !== '.');
  const shared = neighbours.filter((file) => !services.some((project) => isInside(file, project.root)));
  const [neighbour] = shared.length > 0 ? shared : neighbours;
  if (neighbour === undefined) return [];
  const folder = shared.length > 0 ? posix.dirname(neighbour) : joinPath(plan.root, 'k8s');
  const file = joinPath(folder, `${plan.name}.yaml`);
  if (tree.exists(file))
    throw new Error(`${file} exists already; take another name, or remove the manifest first`);
  if (shared.length === 0 && facts.options.kubernetes) registerKubernetes(tree, folder);
  generateFiles(tree, join(__dirname, 'files', 'kubernetes'), folder, {
    name: plan.name,
    port: plan.port,
    namespace: namespaceOf(facts.text(neighbour)),
  });
  const kustomization = listInKustomization(tree, file);
  return [file, ...(kustomization === undefined ? [] : [kustomization])];
}

function namespaceOf(text: string | undefined): string | undefined {
  const parsed = parseYamlStream(text ?? '');
  if (!parsed.ok) return undefined;
  const namespaces = parsed.documents.flatMap((document) => {
    const resource: unknown = document.toJS({ maxAliasCount: 100 });
    return isRecord(resource) && isRecord(resource.metadata) ? [resource.metadata.namespace] : [];
  });
  return namespaces.find((namespace): namespace is string => typeof namespace === 'string');
}

/** The nearest kustomization that lists files of the manifest's folder, or lies in it, gains the new one. */
function listInKustomization(tree: Tree, manifest: string): string | undefined {
  const folder = posix.dirname(manifest);
  for (const above of foldersAbove(folder)) {
    const file = kustomizationNames.map((name) => joinPath(above, name)).find((path) => tree.exists(path));
    if (file === undefined) continue;
    const document = parseYaml(file, tree.read(file, 'utf-8') ?? '');
    const resources = document.get('resources');
    const listed = isSeq(resources) ? resources.items.map(String) : [];
    const isHome = above === folder || listed.some((path) => posix.dirname(joinPath(above, path)) === folder);
    if (!isHome) continue;
    editYaml(tree, file, (edited) => {
      const entry = posix.relative(above, manifest);
      if (isSeq(resources)) edited.addIn(['resources'], entry);
      else edited.set('resources', [entry]);
    });
    return file;
  }
  return undefined;
}

function foldersAbove(folder: string): string[] {
  return folder === '.' ? ['.'] : [folder, ...foldersAbove(posix.dirname(folder))];
}
