import { posix } from 'node:path';
import { jsonValue } from '../../config/json-document';
import { valueAt } from '../../config/record';
import { isOverride } from '../../deployment/compose';
import { coveringKustomization } from '../../deployment/kustomizations';
import { isInside, joinPath } from '../../workspace/paths';
import {
  composeName,
  deploymentFolders,
  standardContracts,
  type WorkspaceFacts,
} from '../../workspace/workspace-facts';

/** Something found that an option can name; `note` says what was left out and why. */
export interface Found {
  readonly paths: readonly string[];
  readonly note?: string;
}

const workload = /^kind:\s*["']?(Deployment|StatefulSet|DaemonSet|CronJob|Job)["']?\s*$/m;

/**
 * The Compose project of the workspace: one base file with its override. The option names one project, so where
 * several base files stand it is left to the plugin, which takes each found file for a project of its own.
 */
export function findCompose(workspace: WorkspaceFacts, services: readonly string[]): Found {
  const files = workspace.sources
    .filesIn('.')
    .filter((file) => composeName.test(posix.basename(file)) && !isHidden(file))
    .filter((file) => !services.some((service) => service !== '.' && isInside(file, service)))
    .sort(byDepth);
  const bases = files.filter((file) => !isOverride(file));
  const [base, ...others] = bases;
  if (base === undefined) return { paths: [] };
  const stem = base.replace(/\.ya?ml$/, '');
  const project = [base, ...files.filter((file) => isOverride(file) && file.startsWith(`${stem}.override.`))];
  if (others.length === 0) return { paths: project };
  const standard = files.every((file) => deploymentFolders.includes(posix.dirname(file)));
  return standard
    ? {
        paths: [],
        note: `${bases.join(', ')}: each is a Compose project of its own, found without an option`,
      }
    : { paths: project, note: `${others.join(', ')}: not read, the option "compose" names one project` };
}

/** Folders with Kubernetes workloads, or the kustomizations that deploy them. Charts are templates, not manifests, and are left out. */
export function findKubernetes(workspace: WorkspaceFacts): Found {
  const charts = workspace.sources
    .filesIn('.')
    .filter((file) => posix.basename(file) === 'Chart.yaml')
    .map((file) => posix.dirname(file));
  const files = workspace.sources
    .filesIn('.')
    .filter((file) => /\.ya?ml$/.test(file) && !isHidden(file) && !composeName.test(posix.basename(file)))
    .filter((file) => !charts.some((chart) => isInside(file, chart)))
    .filter((file) => isWorkload(workspace.text(file)));
  const places = [...new Set(files.map(deployedFolder))].sort();
  const outermost = places.filter(
    (place) => !places.some((other) => other !== place && isInside(place, other)),
  );
  const note =
    charts.length > 0
      ? `${charts.join(', ')}: Helm charts are templates and are not read; render them into a folder to have them compared`
      : undefined;
  const deployed = outermost.map((place) => deployedAs(workspace, baseOnly(workspace, place)));
  return { paths: [...new Set(deployed)].sort(), ...(note ? { note } : {}) };
}

/** The folder of contract schemas: the standard one, else the outermost folder of JSON Schemas so called. */
export function findContracts(workspace: WorkspaceFacts, services: readonly string[]): string | undefined {
  const schemas = workspace.sources
    .filesIn('.')
    .filter((file) => file.endsWith('.json') && /(^|\/)(contracts|schemas)(\/|$)/.test(posix.dirname(file)))
    .filter((file) => !services.some((service) => service !== '.' && isInside(file, service)))
    .filter((file) => !/(^|\/)(fixtures|node_modules|test|tests|testdata)(\/|$)/.test(file))
    .filter((file) => isJsonSchema(workspace.text(file)));
  const folders = [...new Set(schemas.map((file) => posix.dirname(file)))].sort(byDepth);
  const standard = standardContracts.find((folder) => folders.includes(folder));
  return standard ?? folders[0];
}

function isWorkload(text: string | undefined): boolean {
  return text !== undefined && /^apiVersion:/m.test(text) && workload.test(text);
}

/** Up to the folder called k8s or kubernetes, where the path has one. */
function deployedFolder(file: string): string {
  const folder = posix.dirname(file);
  return /^(?:.*\/)?(?:k8s|kubernetes)(?=\/|$)/.exec(folder)?.[0] ?? (folder === '.' ? file : folder);
}

/** With kustomize's overlays beside it, the base holds the whole manifests and the overlays only patches. */
function baseOnly(workspace: WorkspaceFacts, place: string): string {
  const folders = workspace.sources.foldersIn(place);
  return folders.includes('base') && folders.includes('overlays') ? joinPath(place, 'base') : place;
}

/** A kustomization says what runs; not every manifest in a folder may. */
function deployedAs(workspace: WorkspaceFacts, place: string): string {
  return coveringKustomization(place, (path) => workspace.text(path))?.file ?? place;
}

function isJsonSchema(text: string | undefined): boolean {
  const draft = valueAt(jsonValue(text), ['$schema']);
  return typeof draft === 'string' && draft.includes('json-schema.org');
}

function isHidden(file: string): boolean {
  return file.split('/').some((part) => part.startsWith('.'));
}

function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}
