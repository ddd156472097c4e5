/** Everything the doctor found. Plain data, and the result of `doctor --json`. */
export interface Diagnosis {
  readonly versions: {
    readonly plugin: string;
    readonly nx: string | null;
    readonly devkit: string | null;
    readonly node: string;
    /** The range of Nx versions that the plugin supports, and whether the installed one lies in it. */
    readonly supportedNx: string;
    readonly nxIsSupported: boolean;
  };
  /** Whether nx.json names the plugin. */
  readonly isConfigured: boolean;
  readonly projects: readonly ProjectDiagnosis[];
  readonly checks: readonly CheckDiagnosis[];
  readonly tools: readonly ToolDiagnosis[];
  readonly customChecks: readonly {
    readonly file: string;
    readonly check: string | null;
    readonly problem: string | null;
  }[];
  readonly base: BaseDiagnosis;
  /** Whether a configuration file is malformed, so that nobody can tell what was meant. */
  readonly isMalformed: boolean;
  readonly problems: readonly Problem[];
}

/** Where a check sits, and why nowhere else. */
export interface CheckDiagnosis {
  readonly id: string;
  /** Whether nx.json switches it off. */
  readonly isOff: boolean;
  /** Which projects it chooses, in words; null where its author does not say. */
  readonly sitsOn: string | null;
  /** Those it has chosen. */
  readonly projects: readonly string[];
}

export interface ProjectDiagnosis {
  readonly name: string;
  readonly root: string;
  /** The files that make it a project, and whether a `services` glob names its folder. */
  readonly because: readonly string[];
  readonly isService: boolean;
  readonly languages: readonly string[];
  readonly checks: readonly string[];
  /** The checks it has not; why is said with each check. */
  readonly otherChecks: readonly string[];
  /** The targets of the language's own tools that are inferred. */
  readonly nativeTargets: readonly string[];
  /** The targets of its manifests that are given inputs, since they build an image that can be told whole. */
  readonly imageTargets: readonly string[];
  /** What is not inferred, though it could be, and why. */
  readonly notInferred: readonly { readonly target: string; readonly because: string }[];
}

export interface ToolDiagnosis {
  readonly language: string;
  /** What it is for: `coverage`. */
  readonly actions: readonly string[];
  readonly tool: string;
  /** What it states itself; null where it is missing or states none. */
  readonly version: string | null;
  readonly projects: readonly string[];
  readonly found: boolean;
  /** What is missing and how to get it. */
  readonly missing: string | null;
  readonly remedy: string | null;
}

/** The base revision that comparing checks use. */
export type BaseDiagnosis =
  | { readonly kind: 'commit'; readonly commit: string; readonly contracts: string }
  | { readonly kind: 'first-commit' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Something to put right. */
export interface Problem {
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly fix: string;
}
