import type { FindingDraft, Location } from '../../check/finding';
import type { JsonParse } from '../../config/json-document';
import { joinPath, leavesWorkspace } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';

/** Something that builds an image from a Dockerfile of the workspace: its context and what it passes along. */
export interface ImageBuilder {
  readonly source: 'compose' | 'workflow' | 'skaffold' | 'target' | 'declaration';
  /** For messages: `the Compose service gateway`. */
  readonly label: string;
  readonly location: Location;
  /** The target that it is a part of, by its name and the root of its project. */
  readonly runBy?: { readonly projectRoot: string; readonly target: string };
  /** Workspace paths; the root is `.`. */
  readonly dockerfile: string;
  /** Where its program does not look for it as docker does: all that it tries, in their order. */
  readonly usualDockerfiles?: readonly string[];
  readonly context: string;
  /** A Git context does not apply the ignore file (docker/cli#2827). */
  readonly appliesIgnoreFile: boolean;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  /** Names of further contexts, with their folder where it is one of the workspace. */
  readonly namedContexts: ReadonlyMap<string, string | undefined>;
}

/**
 * Why what is built cannot be told: `undecided` where the repository says it in a form that is not read, a `warning`
 * where it is not in the repository, but given to the command when it runs, or outside.
 */
export interface Refusal {
  readonly severity: 'warning' | 'undecided';
  readonly reason: string;
  readonly fix: string;
}

/** A builder whose Dockerfile or context cannot be told from the files. */
export interface UnreadableBuilder extends Refusal {
  readonly label: string;
  readonly location: Location;
}

/** A command that builds what a build definition says: Compose or bake files. */
export interface DefinitionBuild {
  readonly program: 'compose' | 'bake';
  readonly source: ImageBuilder['source'];
  readonly label: string;
  readonly location: Location;
  /** The workspace folder it runs in. */
  readonly folder: string;
  /** Workspace paths; none where the program looks for its standard files. */
  readonly files: readonly string[];
  /** The targets of a bake that are named. */
  readonly targets: readonly string[];
}

export interface BuilderReading {
  readonly builders: readonly ImageBuilder[];
  readonly unreadable: readonly UnreadableBuilder[];
  readonly definitionBuilds: readonly DefinitionBuild[];
}

export const noBuilders: BuilderReading = { builders: [], unreadable: [], definitionBuilds: [] };

/** What a project.json or package.json says of builders, or what is wrong with it. */
export interface ManifestReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

export const nothingBuilt: ManifestReading = { ...noBuilders, findings: [] };

/** Of a manifest that may build images and that does not parse: Nx is less strict than JSON and may still run it. */
export function untoldManifest(
  file: string,
  { message, position }: JsonParse & { ok: false },
): ManifestReading {
  const finding: FindingDraft = {
    severity: 'error',
    file,
    ...position,
    message: `${file} is not JSON, so what it builds cannot be told: ${message}`,
    fix: 'mend its syntax: comments are allowed, trailing commas and repeated keys are not',
  };
  return { ...nothingBuilt, findings: [finding] };
}

export function unreadableBuilder(
  { label, location }: Pick<UnreadableBuilder, 'label' | 'location'>,
  { severity, reason, fix }: Refusal,
): BuilderReading {
  return { ...noBuilders, unreadable: [{ label, location, severity, reason, fix }] };
}

/** The refusal of what the repository does not say. */
export function unsaid(reason: string): Refusal {
  return {
    severity: 'warning',
    reason,
    fix: 'write the context and the Dockerfile out, as paths of this repository',
  };
}

/** The refusal of what a variable, or an expression of a workflow, gives when it runs. */
export function byExpression(expression: string): Refusal {
  return unsaid(`it is given by an expression, ${expression}`);
}

/** The refusal of what the repository says in a form that is not read. */
export function unread(reason: string, fix: string): Refusal {
  return { severity: 'undecided', reason, fix };
}

/** A builder whose context and Dockerfile are told; it cannot be read where they lie outside this repository. */
export function localBuilder(builder: ImageBuilder): BuilderReading {
  const { context, dockerfile } = builder;
  return leavesWorkspace(context) || leavesWorkspace(dockerfile)
    ? unreadableBuilder(builder, outside)
    : { ...noBuilders, builders: [builder] };
}

/**
 * The same builder with the Dockerfile that it finds. What docker is to build as Dockerfile may be called `dockerfile`
 * (BuildKit 0.32, dockerui, ReadEntrypoint; buildx 0.30, handleLowercaseDockerfile).
 *
 * @param read tells which files there are.
 */
export function withFoundDockerfile(builder: ImageBuilder, read: ReadText): ImageBuilder {
  const {
    dockerfile,
    usualDockerfiles = [dockerfile, dockerfile.replace(/(^|\/)Dockerfile$/, '$1dockerfile')],
  } = builder;
  const found = usualDockerfiles.find((path) => read(path) !== undefined);
  return found === undefined ? builder : { ...builder, dockerfile: found };
}

export const outside = unsaid('its context or Dockerfile lies outside this repository');

/**
 * Whether a context or a file is standard input or is fetched (docker build, "Build context": URLs and Git addresses;
 * buildx, `--build-context`: docker-image, oci-layout and target). One letter before a colon is a drive of Windows.
 */
export function isRemote(context: string): boolean {
  return context === '-' || /^([a-z][a-z0-9+.-]+:|git@|github\.com\/)/.test(context);
}

/** A path that a command names, from the folder it runs in; an absolute one stays as it is. */
export function pathFrom(folder: string, path: string): string {
  return /^([/\\]|[A-Za-z]:)/.test(path) ? path : joinPath(folder, path);
}

/** Further contexts by their names, with their folder where it is one of the workspace. */
export function namedFolders(
  folder: string,
  contexts: Iterable<readonly [string, string]>,
): ReadonlyMap<string, string | undefined> {
  return new Map(
    [...contexts].map(([name, context]) => [name, isRemote(context) ? undefined : pathFrom(folder, context)]),
  );
}

/** What stands before and behind the first `=` of each text; one without is passed over: the environment gives its value. */
export function pairsOf(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.flatMap((text) => {
      const equals = text.indexOf('=');
      return equals < 0 ? [] : [[text.slice(0, equals), text.slice(equals + 1)] as const];
    }),
  );
}

/** The same builders, as parts of a target. */
export function runByTarget(reading: BuilderReading, runBy: ImageBuilder['runBy'] & object): BuilderReading {
  return { ...reading, builders: reading.builders.map((builder) => ({ ...builder, runBy })) };
}

export function mergeBuilders(readings: readonly BuilderReading[]): BuilderReading {
  return {
    builders: readings.flatMap(({ builders }) => builders),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
    definitionBuilds: readings.flatMap(({ definitionBuilds }) => definitionBuilds),
  };
}
