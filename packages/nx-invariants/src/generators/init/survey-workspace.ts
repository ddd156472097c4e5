import type { Tree } from '@nx/devkit';
import { defaultOptions } from '../../config/plugin-options';
import { languageManifests } from '../../workspace/manifest-files';
import { TreeFacts } from '../tree/tree-facts';
import { findCompose, findContracts, findKubernetes } from './find-deployment';
import { findServices } from './find-services';
import type { FoundOptions } from './register-plugin';

/** What `init` found in a workspace. */
export interface Survey {
  readonly options: FoundOptions;
  /** For people: what was found. */
  readonly found: readonly string[];
  /** For people: what was seen and left out, with the reason. */
  readonly notes: readonly string[];
}

/** Looks for services, contracts, Compose files and Kubernetes manifests. */
export function surveyWorkspace(tree: Tree): Survey {
  const facts = new TreeFacts(tree, defaultOptions);
  const services = findServices(facts);
  const contracts = findContracts(facts, services.folders);
  const compose = findCompose(facts, services.folders);
  const kubernetes = findKubernetes(facts);
  const dockerfiles = facts.sources
    .filesIn('.')
    .filter(
      (file) =>
        /(^|\/)(Dockerfile|Containerfile)([.-][\w-]+)?$/.test(file) && !file.endsWith('.dockerignore'),
    );
  return {
    options: {
      ...(services.globs.length > 0 ? { services: services.globs } : {}),
      ...(contracts === undefined ? {} : { contracts }),
      ...(compose.paths.length > 0 ? { compose: compose.paths } : {}),
      ...(kubernetes.paths.length > 0 ? { kubernetes: kubernetes.paths } : {}),
    },
    found: [
      ...services.folders.map((folder) => `service ${folder}${languagesOf(facts, folder)}`),
      ...(contracts === undefined ? [] : [`contracts ${contracts}`]),
      ...compose.paths.map((path) => `Compose file ${path}`),
      ...kubernetes.paths.map((path) => `Kubernetes manifests ${path}`),
      ...dockerfiles.map((path) => `Dockerfile ${path}`),
    ],
    notes: [
      ...(services.folders.length === 0
        ? [
            `services: none found; the plugin looks in ${defaultOptions.services.join(', ')} until the option "services" names others`,
          ]
        : []),
      ...[compose.note, kubernetes.note].filter((note) => note !== undefined),
    ],
  };
}

function languagesOf(facts: TreeFacts, folder: string): string {
  const names = facts.sources.namesIn(folder);
  const languages = languageManifests
    .filter(({ file }) => names.includes(file))
    .map(({ language }) => language);
  return languages.length > 0 ? ` (${languages.join(', ')})` : '';
}
