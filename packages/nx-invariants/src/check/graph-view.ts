/** What a check with `readsGraph` sees of the project graph: plain data, so that it crosses to the worker. */
export interface GraphView {
  readonly projects: { readonly [name: string]: GraphProject };
}

export interface GraphProject {
  readonly root: string;
  readonly tags: readonly string[];
  readonly targets: { readonly [name: string]: GraphTarget };
  readonly dependencies: readonly string[];
  /** Names of leaves and of the aggregate that a target of the project's own stands in the place of. */
  readonly clashes?: readonly string[];
}

export interface GraphTarget {
  readonly executor: string;
  readonly check?: string;
  readonly dependsOn: readonly string[];
  readonly cache: boolean;
  /** A leaf that is not as the plugin inferred it. */
  readonly overridden?: true;
}
