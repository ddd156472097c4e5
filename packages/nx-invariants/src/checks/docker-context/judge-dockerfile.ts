import {
  type BuildResolution,
  type InstructionResolution,
  ignoreFileCandidates,
  type MemoryEntry,
  memoryTree,
  type ResolvedBuild,
  type SourceRange,
} from '@nx-invariants/docker-context';
import type { Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { unreachable } from '../../unreachable';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { buildDetails } from './build-details';
import { remarkFindings, versionFindings } from './context-remarks';
import {
  type BuildFiles,
  type BuildRequest,
  type IgnoringBuild,
  ignoringBuilds,
  resolveBuilder,
  workspaceFiles,
} from './resolve-builder';

/** What judging a Dockerfile may see of the workspace. */
export interface ContextView {
  readonly read: ReadText;
  readonly entries: ReadonlyMap<string, MemoryEntry>;
  /** Whether an ignore file of the repository names the path, as it does with what a build makes. */
  isIgnored(path: string): boolean;
  readonly projectRoot: string;
}

export interface JudgedDockerfile {
  readonly path: string;
  /** Whether it was judged under at least one context. */
  readonly judged: boolean;
  readonly findings: readonly FindingDraft[];
  readonly details: Json;
  /** Its builds, as far as they apply an ignore file. */
  readonly ignoring: readonly IgnoringBuild[];
}

/**
 * Judges a Dockerfile under the context of each builder that uses it. One that nobody builds is judged under its
 * own folder and under the root, and must fit one of the two.
 */
export function judgeDockerfile(
  path: string,
  builders: readonly ImageBuilder[],
  view: ContextView,
): JudgedDockerfile {
  const text = view.read(path);
  if (text === undefined) {
    const finding: FindingDraft = {
      severity: 'error',
      file: path,
      message: `${path} cannot be read`,
      fix: 'make it a readable file of at most 512 MiB',
    };
    return { path, judged: false, findings: [finding], details: { path, builds: [] }, ignoring: [] };
  }
  const files = workspaceFiles(memoryTree(view.entries), view.read);
  const judged =
    builders.length > 0
      ? judgeBuilds(path, text, builders, view, files)
      : judgeUnbuilt(path, text, view, files);
  const { findings, builds, ignoring } = judged;
  return { path, judged: true, findings, details: { path, builds }, ignoring };
}

interface Judged {
  readonly findings: readonly FindingDraft[];
  readonly builds: Json[];
  readonly ignoring: readonly IgnoringBuild[];
}

function judgeBuilds(
  path: string,
  text: string,
  builders: readonly ImageBuilder[],
  view: ContextView,
  files: BuildFiles,
): Judged {
  const builds = builders.map((builder) => ({ builder, ...resolve(text, builder, files) }));
  const perBuild = builds.flatMap(({ builder, resolution }) =>
    resolutionFindings(path, resolution, builder.context, `built by ${builder.label}`, view),
  );
  return {
    findings: [
      ...unreadableIgnoreFiles(ignoringBuilds(builders), view),
      ...unique(perBuild),
      ...driftFindings(path, builders),
      ...unversioned(
        path,
        builds.map(({ builder: { context }, resolution }) => ({ context, resolution })),
        view,
      ),
    ],
    builds: builds.map(({ builder, details }) => ({
      by: builder.label,
      context: builder.context,
      target: builder.target ?? null,
      ...details,
    })),
    ignoring: ignoringBuilds(builders),
  };
}

/** The Dockerfile fits if one of the two usual contexts suits it; the finding then says which. */
function judgeUnbuilt(path: string, text: string, view: ContextView, files: BuildFiles): Judged {
  const contexts = [...new Set([view.projectRoot, '.'])];
  const requests = contexts.map((context) => ({ dockerfile: path, context, appliesIgnoreFile: true }));
  const tried = requests.map((build) => ({ context: build.context, ...resolve(text, build, files) }));
  const builds = tried.map(({ context, details }) => ({ by: null, context, ...details }));
  const ignoring = ignoringBuilds(requests);
  const fitting = tried.filter(
    ({ resolution }) => resolution.kind === 'resolved' && resolution.outcome !== 'fails',
  );
  const [fit] = fitting;
  if (fit) {
    const note: FindingDraft = {
      severity: 'note',
      file: path,
      line: 1,
      column: 1,
      message: `no Compose file, workflow, Skaffold file or target builds ${path}; its sources fit the context ${fit.context}`,
    };
    return {
      findings: [
        note,
        ...resolutionFindings(path, fit.resolution, fit.context, 'which nobody builds', view),
        ...unversioned(path, [fit], view),
      ],
      builds,
      ignoring,
    };
  }
  const [own] = tried;
  const findings = own
    ? resolutionFindings(path, own.resolution, own.context, 'which nobody builds', view)
    : [];
  return { findings, builds, ignoring };
}

/** A build that applies none of its ignore file would take too much, and nobody would see it. */
function unreadableIgnoreFiles(
  builds: readonly IgnoringBuild[],
  { entries, read }: ContextView,
): FindingDraft[] {
  const candidates = new Set(builds.flatMap(ignoreFileCandidates));
  return [...candidates]
    .filter((path) => entries.get(path)?.kind === 'file' && read(path) === undefined)
    .map((path) => ({
      severity: 'error',
      file: path,
      message: `${path} cannot be read, so what it keeps out of the context cannot be told`,
      fix: 'make it a readable file of at most 512 MiB',
    }));
}

/** What is to be said where the project has a version that the image lacks. */
function unversioned(
  path: string,
  builds: Parameters<typeof versionFindings>[1],
  { entries, projectRoot }: ContextView,
): FindingDraft[] {
  const version = joinPath(projectRoot, 'VERSION');
  return entries.has(version) ? versionFindings(path, builds, version) : [];
}

function resolve(
  text: string,
  build: BuildRequest,
  files: BuildFiles,
): { readonly resolution: BuildResolution; readonly details: ReturnType<typeof buildDetails> } {
  const { resolution, context } = resolveBuilder(build, text, files);
  return { resolution, details: buildDetails(resolution, context) };
}

function resolutionFindings(
  path: string,
  resolution: BuildResolution,
  context: string,
  built: string,
  view: ContextView,
): FindingDraft[] {
  if (resolution.kind === 'parse-error') {
    const { line, column, message } = resolution;
    return [
      {
        severity: 'error',
        file: path,
        line,
        column,
        message: `the Dockerfile does not parse: ${message}`,
        fix: 'mend the instruction',
      },
    ];
  }
  return [
    ...resolution.reasons
      .filter(({ range }) => range === undefined)
      .map(
        ({ reason }): FindingDraft => ({
          severity: 'error',
          ...(resolution.outcome === 'unknown' ? { undecided: true } : {}),
          file: path,
          line: 1,
          column: 1,
          message: `the build of ${path} with the context ${context} ${resolution.outcome === 'fails' ? 'fails' : 'cannot be judged'}: ${reason}`,
          fix: 'mend what the reason names',
        }),
      ),
    ...otherReasons(path, resolution, context),
    ...resolution.instructions.flatMap((instruction) =>
      instructionFindings(path, instruction, context, built, view),
    ),
    ...remarkFindings(path, resolution, context),
  ];
}

/** Reasons with a place that no instruction's own resolution states. */
function otherReasons(path: string, resolution: ResolvedBuild, context: string): FindingDraft[] {
  if (resolution.outcome === 'builds') return [];
  const told = new Set(
    resolution.instructions
      .filter(({ kind }) => kind === 'fails' || kind === 'unknown')
      .map(({ range }) => placeKey(range)),
  );
  return resolution.reasons.flatMap(({ reason, range }): FindingDraft[] => {
    if (range === undefined || told.has(placeKey(range))) return [];
    return [
      {
        severity: 'error',
        ...(resolution.outcome === 'unknown' ? { undecided: true } : {}),
        file: path,
        ...range,
        message: `the build with the context ${context} ${resolution.outcome === 'fails' ? 'fails here' : 'cannot be judged here'}: ${reason}`,
        fix: 'mend what the reason names',
      },
    ];
  });
}

function instructionFindings(
  path: string,
  instruction: InstructionResolution,
  context: string,
  built: string,
  view: ContextView,
): FindingDraft[] {
  const place = { file: path, ...instruction.range };
  switch (instruction.kind) {
    case 'resolves':
      return [];
    case 'takes-nothing':
      return [
        {
          severity: 'warning',
          ...place,
          message: `${said(instruction)} copies nothing from the context ${context}`,
          expected: 'at least one file',
          fix: 'correct the pattern or the ignore file, or remove the instruction',
        },
      ];
    case 'fails':
      return [failure(place, instruction, context, built, view)];
    case 'unknown': {
      const outside =
        instruction.because === 'run' ||
        instruction.because === 'external-image' ||
        instruction.because === 'remote';
      return [
        {
          severity: outside ? 'note' : 'error',
          ...(outside ? {} : { undecided: true }),
          ...place,
          message: `${said(instruction)} cannot be judged: ${instruction.reason}`,
          fix: outside
            ? 'nothing to do: only a build can tell'
            : 'write it in a form that can be read statically, or waive it',
        },
      ];
    }
    default:
      return unreachable(instruction);
  }
}

function failure(
  place: FindingDraft | (SourceRange & { file: string }),
  instruction: Extract<InstructionResolution, { kind: 'fails' }>,
  context: string,
  built: string,
  view: ContextView,
): FindingDraft {
  const source = instruction.source;
  const range = source?.range ?? instruction.range;
  const at = { file: (place as { file: string }).file, ...range };
  const wanted = source?.path === undefined ? undefined : joinPath(context, source.path);
  if (
    instruction.origin.kind === 'context' &&
    wanted !== undefined &&
    !instruction.ignoredBy &&
    view.isIgnored(wanted)
  ) {
    return {
      severity: 'warning',
      ...at,
      message: `${said(instruction)} takes ${wanted}, which no checkout holds: the repository ignores it`,
      expected: 'a target that makes it, run before the image is built',
      fix: "let the image's target depend on the target that makes it, or build it in a stage of this Dockerfile",
    };
  }
  const { ignoredBy, nearMiss } = instruction;
  return {
    severity: 'error',
    ...at,
    message: `${said(instruction)} fails in the context ${context} (${built}): ${instruction.reason}`,
    ...(ignoredBy
      ? {
          expected: `${wanted} in the context, but ${ignoredBy.file}:${ignoredBy.line} (${ignoredBy.pattern}) keeps it out`,
          fix: `remove the line, or add "!${source?.path}" after it`,
        }
      : nearMiss?.kind === 'case'
        ? {
            expected: `${nearMiss.path}, which differs only in case`,
            fix: 'write the name as the file is called',
          }
        : nearMiss
          ? {
              expected: `${nearMiss.path} exists, but only the context ${nearMiss.context} holds it under this name`,
              fix: `set the builder's context to ${nearMiss.context}, or write the path as ${context} has it`,
            }
          : {
              expected: `${wanted ?? 'the source'} in the repository`,
              fix: 'correct the path, or restore the file',
            }),
  };
}

function driftFindings(path: string, builders: readonly ImageBuilder[]): FindingDraft[] {
  const [first, ...rest] = builders;
  const other = rest.find((builder) => first && builder.context !== first.context);
  if (!first || !other) return [];
  return [
    {
      severity: 'error',
      ...other.location,
      message: `${other.label} builds ${path} with the context ${other.context}, ${first.label} with ${first.context}`,
      expected: `one context for all builders of ${path} (the other is at ${first.location.file}:${first.location.line})`,
      fix: 'give both the context that the COPY paths are written for',
    },
  ];
}

function said({ keyword, sources }: InstructionResolution): string {
  const text = sources.map((source) => source.text).join(' ');
  return text === '' ? keyword : `${keyword} ${text}`;
}

function placeKey({ line, column }: SourceRange): string {
  return `${line}:${column}`;
}

/** Two builders with the same context fail alike; once is enough. */
function unique(findings: readonly FindingDraft[]): FindingDraft[] {
  const seen = new Map(
    findings.map((finding) => [
      `${finding.line}:${finding.column}:${finding.message.replace(/ \(built by [^)]*\)/, '')}`,
      finding,
    ]),
  );
  return [...seen.values()];
}
