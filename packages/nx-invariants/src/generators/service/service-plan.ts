import type { Tree } from '@nx/devkit';
import picomatch from 'picomatch';
import type { Language } from '../../workspace/language';
import { isInside, joinPath, toPosix } from '../../workspace/paths';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';
import type { TreeInference } from '../tree/leaves-on-tree';
import { contractClosure, contractNames } from './contracts';
import { firstFreePort, publishedPorts } from './ports';
import { problemOfFolder, problemOfName } from './service-name';

/** The build context of the image: the repository's root or the service's folder. */
export type ContextKind = 'root' | 'service';

export interface ServiceOptions {
  readonly name: string;
  readonly language: Language;
  readonly context?: ContextKind;
  readonly port?: number;
  /** The folder in which the service's folder is made. */
  readonly directory?: string;
  /** Names of contracts, separated by commas. */
  readonly consumes?: string;
  readonly skipInstall?: boolean;
  readonly skipFormat?: boolean;
}

/** Everything decided about a service before a file is written. */
export interface ServicePlan {
  readonly name: string;
  readonly language: Language;
  readonly context: ContextKind;
  readonly port: number;
  /** Its folder, as a workspace path. */
  readonly root: string;
  /** Names of the contracts it consumes, with those they refer to. */
  readonly contracts: readonly string[];
  /** The folder of contract schemas; set where `contracts` is not empty. */
  readonly schemas: string;
}

/** @throws Error that says what is wrong with the options and what would be right. */
export function planService(tree: Tree, options: ServiceOptions, inference: TreeInference): ServicePlan {
  const { facts, projects } = inference;
  const { name, language, context = 'service' } = options;
  const directory = toPosix(options.directory ?? defaultDirectory(facts)).replace(/\/+$/, '');
  refuse(problemOfName(name) ?? problemOfFolder(directory));
  const root = joinPath(directory, name);
  if (tree.exists(root) && (tree.isFile(root) || tree.children(root).length > 0)) {
    refuse(`${root} exists already; take another name, or remove the folder first`);
  }
  const twin = projects.find((project) => project.name === name);
  if (twin)
    refuse(`the project ${twin.root} is called "${name}" already; Nx needs unique names, take another`);
  const around = projects.find((project) => project.root !== '.' && isInside(root, project.root));
  if (around)
    refuse(`${root} would lie inside the project ${around.name}; name a folder outside it with --directory`);
  const contracts = consumedContracts(facts, options.consumes);
  return {
    name,
    language,
    context,
    root,
    port: portOf(facts, options.port),
    contracts,
    schemas: facts.contracts ?? '',
  };
}

/** The folder that the first `services` glob looks in. */
function defaultDirectory(facts: WorkspaceFacts): string {
  const [first = 'services/*'] = facts.options.services;
  const { base, isGlob } = picomatch.scan(first);
  if (isGlob) return base === '' ? '.' : base;
  return first.includes('/') ? first.slice(0, first.lastIndexOf('/')) : 'services';
}

function portOf(facts: WorkspaceFacts, wanted: number | undefined): number {
  if (wanted === undefined) return firstFreePort(facts);
  if (!Number.isInteger(wanted) || wanted < 1024 || wanted > 65_535) {
    refuse(
      `${wanted} is no port for a service: it must be a whole number from 1024 to 65535, since the image runs without root's rights`,
    );
  }
  const publisher = publishedPorts(facts).get(wanted);
  if (publisher !== undefined) {
    refuse(`port ${wanted} is published by ${publisher} already; ${firstFreePort(facts)} is free`);
  }
  return wanted;
}

function consumedContracts(facts: WorkspaceFacts, consumes: string | undefined): string[] {
  const wanted = (consumes ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (wanted.length === 0) return [];
  const known = contractNames(facts);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    refuse(
      known.length === 0
        ? 'there are no contracts in this workspace: name their folder as "contracts" in the plugin\'s options in nx.json'
        : `there is no contract ${unknown.join(', ')}; there are ${known.join(', ')}`,
    );
  }
  return contractClosure(facts, wanted);
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(problem);
}
