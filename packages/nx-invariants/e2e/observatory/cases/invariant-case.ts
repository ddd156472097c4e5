import type { NxWorkspace } from '../../nx-workspace';

/** Where an error points to: a file, and the line it names, or what stands on that line and no other. */
export type Place = readonly [file: string, line?: string | RegExp | number];

export interface ExpectedError {
  readonly at: Place;
  readonly message: string | RegExp;
}

/** One way to break an invariant of the observatory. */
export interface InvariantCase {
  readonly breakIt: (workspace: NxWorkspace) => void;
  /** Whether sources of the packages are edited, which count only once they are built. */
  readonly needsBuild?: true;
  /** The leaves that turn red, each with its errors in the order of its report. */
  readonly red: { readonly [task: string]: readonly ExpectedError[] };
  /** Tasks that are no leaves and fail as well: the tests of services that read what is broken. */
  readonly redTests?: readonly string[];
  /** Tasks that run and pass because they read what was edited too; `*:target` stands for every project's. */
  readonly reruns?: readonly string[];
}

/** Ways to break invariants, by id of invariants.json. */
export type InvariantCases = { readonly [id: string]: readonly [InvariantCase, ...InvariantCase[]] };
