import { joinPath } from '../workspace/paths';
import type { Place } from './json-document';
import type { NxJson } from './nx-json';
import { publishedSchema } from './published-schemas';
import { isRecord } from './record';
import { type ConfigProblem, violationsOf } from './validate';

/** The plugin's `options` in nx.json. Every path is relative to the workspace root. */
export interface PluginOptions {
  /** Globs of service folders. Default: `apps/*`, `services/*`, `src/services/*`. */
  readonly services: readonly string[];
  /** The folder of contract schemas. Default: the first of `contracts/schemas`, `contracts`, `schemas` with JSON in it. */
  readonly contracts?: string;
  /** Compose files. Default: those with a standard name in the root, `infra`, `deploy` and `docker`. */
  readonly compose?: readonly string[];
  /** A kustomization, or folders or files of Kubernetes manifests. Default: `k8s` and `kubernetes` folders in the same places. */
  readonly kubernetes?: readonly string[];
  /** Folders or files of GitHub Actions workflows. Default: `.github/workflows`. */
  readonly workflows?: readonly string[];
  /** The project that workspace-wide checks sit on. Default: the root project. */
  readonly workspaceProject?: string;
  readonly targets: TargetNames;
  /** Options per check id; `false` switches a check off. */
  readonly checks: { readonly [id: string]: false | { readonly [key: string]: unknown } };
  /** Paths of user-written check modules. */
  readonly customChecks: readonly string[];
}

export interface TargetNames {
  readonly checkPrefix: string;
  readonly aggregate: string;
  readonly build: string;
  readonly test: string;
  readonly coverage: string;
}

export const defaultOptions: PluginOptions = {
  services: ['apps/*', 'services/*', 'src/services/*'],
  targets: {
    checkPrefix: 'check-',
    aggregate: 'invariants',
    build: 'build',
    test: 'test',
    coverage: 'coverage',
  },
  checks: {},
  customChecks: [],
};

/** The names nx.json may know the plugin by. */
export const pluginNames: readonly string[] = ['nx-invariants'];

export interface OptionsReading {
  readonly options: PluginOptions;
  readonly problems: readonly ConfigProblem[];
  /** Whether nx.json, or what it extends, names the plugin. */
  readonly registered: boolean;
  /** Where a part of the options stands, by its path of keys; the list of plugins where they are not given. */
  locate(path: readonly (string | number)[]): Place;
}

/**
 * The plugin's options in nx.json. Malformed options never break the graph: the defaults stand in for them, and the
 * problems are reported by the `configuration` check.
 */
export function readPluginOptions(nxJson: NxJson): OptionsReading {
  const { plugins } = nxJson.value;
  const entries: readonly unknown[] = Array.isArray(plugins) ? plugins : [];
  const named = [...entries.keys()].filter((position) => {
    const entry = entries[position];
    return pluginNames.some((name) => name === (isRecord(entry) ? entry.plugin : entry));
  });
  const index = named.find((position) => isRecord(entries[position])) ?? -1;
  const given = index < 0 ? undefined : (entries[index] as Record<string, unknown>).options;
  const path = ['plugins', index, 'options'];
  const locate: OptionsReading['locate'] = (below) => nxJson.locate([...path, ...below]);
  const wrong =
    given === undefined ? [] : violationsOf(nxJson, path, given, publishedSchema('plugin-options'));
  const isGiven = given !== undefined && wrong.length === 0;
  return {
    options: isGiven ? withDefaults(given as Partial<PluginOptions>) : defaultOptions,
    problems: [
      ...nxJson.problems,
      ...wrong,
      ...named.slice(1).map((position) => ({
        ...nxJson.locate(['plugins', position]),
        message: `plugins.${position} names the plugin a second time: Nx infers its targets once for each entry, and the options of one would not hold`,
        fix: 'keep one entry, with all options',
      })),
    ],
    registered: named.length > 0,
    locate,
  };
}

function withDefaults(given: Partial<PluginOptions>): PluginOptions {
  const { services, contracts, compose, kubernetes, workflows, customChecks } = given;
  return {
    ...defaultOptions,
    ...given,
    ...(services && { services: services.map(plainPath) }),
    ...(contracts && { contracts: plainPath(contracts) }),
    ...(compose && { compose: compose.map(plainPath) }),
    ...(kubernetes && { kubernetes: kubernetes.map(plainPath) }),
    ...(workflows && { workflows: workflows.map(plainPath) }),
    ...(customChecks && { customChecks: customChecks.map(plainPath) }),
    targets: { ...defaultOptions.targets, ...given.targets },
  };
}

/** `./contracts/` and `contracts` are one folder: every other module compares workspace paths as texts. */
function plainPath(path: string): string {
  return joinPath(path);
}
