import type { IgnoreRule } from '../context/ignore-file';
import type { ParseError, SourceRange } from '../dockerfile/position';
import type { TakenFile } from '../image/taken-files';

/** What BuildKit will do with a Dockerfile and a context. */
export type BuildResolution = ParseError | ResolvedBuild;

export interface ResolvedBuild {
  readonly kind: 'resolved';
  /** `builds`: every source resolves. `unknown`: none fails, but not all can be decided. */
  readonly outcome: 'builds' | 'fails' | 'unknown';
  /** Why the outcome is not `builds`, what BuildKit reports first first. Empty when it is. */
  readonly reasons: readonly OutcomeReason[];
  /** Every stage of the Dockerfile in its order. */
  readonly stages: readonly StageSummary[];
  /** Each instruction of a stage that will be built and takes something from a context or another stage. */
  readonly instructions: readonly InstructionResolution[];
  /** The files of the resulting image, where nothing outside the Dockerfile decides them. */
  readonly image: ImageContent;
}

/** `range` is absent for what no instruction is to blame for: the target, the ignore file. */
export interface OutcomeReason {
  readonly reason: string;
  readonly range?: SourceRange;
  /** What keeps it from being decided; absent for a failure. */
  readonly because?: UnknownCause;
}

export interface StageSummary {
  readonly index: number;
  readonly name: string | undefined;
  /** The base after variables are expanded. */
  readonly base: string;
  readonly range: SourceRange;
  /** Whether the target needs it; sources of other stages are not looked at. */
  readonly built: boolean;
}

export type InstructionResolution = InstructionSite & Resolution;

/** The instruction and what it asks for. A RUN has one resolution per bind mount. */
export interface InstructionSite {
  readonly keyword: 'COPY' | 'ADD' | 'RUN';
  /** The number of the stage it runs in. */
  readonly stage: number;
  /** The whole instruction; for one inherited by ONBUILD, the FROM that runs it. */
  readonly range: SourceRange;
  /** The ONBUILD instruction it was inherited from. */
  readonly onbuild?: SourceRange;
  readonly origin: SourceOrigin;
  readonly sources: readonly WrittenSource[];
}

/** Where the sources of an instruction lie. */
export type SourceOrigin =
  | { readonly kind: 'context' }
  | { readonly kind: 'stage'; readonly index: number; readonly name: string | undefined }
  | { readonly kind: 'named-context'; readonly name: string }
  | { readonly kind: 'image'; readonly reference: string };

/** A source as written, and the path or pattern it comes to: relative to the root of its origin, `''` for all of it. */
export interface WrittenSource {
  readonly text: string;
  readonly range: SourceRange;
  readonly path?: string;
  /** Its variables left nothing of it: what remains is the whole of its origin. */
  readonly emptied?: true;
}

export type Resolution =
  | { readonly kind: 'resolves'; readonly files: readonly TakenFile[] }
  | {
      readonly kind: 'fails';
      /** BuildKit's own words. */
      readonly reason: string;
      readonly source?: WrittenSource;
      /** The ignore file line that keeps an existing path out. */
      readonly ignoredBy?: IgnoreRule;
      readonly nearMiss?: NearMiss;
    }
  /** It succeeds and copies no file: a wildcard without a match, an empty or fully ignored directory. */
  | { readonly kind: 'takes-nothing' }
  | { readonly kind: 'unknown'; readonly because: UnknownCause; readonly reason: string };

/**
 * What keeps an instruction from being decided: what a RUN leaves behind, what an image or a remote source holds,
 * whether a file is an archive, or a construct or limit of this engine.
 */
export type UnknownCause = 'run' | 'external-image' | 'remote' | 'archive' | 'engine';

/** Something that would have matched. */
export type NearMiss =
  /** The same path but for upper and lower case. */
  | { readonly kind: 'case'; readonly path: string }
  /** The source exists when the build's context is another directory; both are relative to the workspace. */
  | { readonly kind: 'other-context'; readonly context: string; readonly path: string };

export type ImageContent =
  /** Directories end in `/`, links are `path -> target`; sorted by code unit. */
  | { readonly kind: 'known'; readonly entries: readonly string[] }
  | { readonly kind: 'unknown'; readonly because: UnknownCause; readonly reason: string };
