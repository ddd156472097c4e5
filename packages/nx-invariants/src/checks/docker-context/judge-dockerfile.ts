import {
  type BuildResolution,
  ignoreFileCandidates,
  type MemoryEntry,
  memoryTree,
} from '@nx-invariants/docker-context';
import type { Json } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { buildDetails } from './build-details';
import { versionFindings } from './context-remarks';
import { missingContexts } from './missing-contexts';
import type { JudgedBuild, MadeView } from './needs-build';
import { resolutionFindings } from './resolution-findings';
import {
  type BuildFiles,
  type BuildRequest,
  type IgnoringBuild,
  ignoringBuilds,
  resolveBuilder,
  workspaceFiles,
} from './resolve-builder';

/** What judging a Dockerfile may see of the workspace. */
export interface ContextView extends MadeView {
  readonly read: ReadText;
  readonly entries: ReadonlyMap<string, MemoryEntry>;
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
  const builds = builders.map((builder) => ({
    builder,
    missing: missingContexts(builder, files, view),
    ...resolve(text, builder, files),
  }));
  const perBuild = builds.flatMap(({ builder, missing, resolution }) =>
    missing.length > 0 && resolution.kind === 'resolved'
      ? missing
      : resolutionFindings(resolution, judgedBuild(text, builder, `built by ${builder.label}`, view), view),
  );
  return {
    findings: [
      ...unreadableIgnoreFiles(ignoringBuilds(builders), view),
      ...unique(perBuild),
      ...driftFindings(path, builders),
      ...unversioned(
        path,
        builds
          .filter(({ missing }) => missing.length === 0)
          .map(({ builder: { context }, resolution }) => ({ context, resolution })),
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
  const tried = requests.map((build) => ({ build, context: build.context, ...resolve(text, build, files) }));
  const findingsOf = ({ resolution, build }: (typeof tried)[number]) =>
    resolutionFindings(resolution, judgedBuild(text, build, 'which nobody builds', view), view);
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
      fix: 'if something else builds it, declare how in the metadata of the project: invariants.builds',
    };
    return {
      findings: [note, ...findingsOf(fit), ...unversioned(path, [fit], view)],
      builds,
      ignoring,
    };
  }
  const [own] = tried;
  return { findings: own ? findingsOf(own) : [], builds, ignoring };
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

function judgedBuild(
  text: string,
  build: BuildRequest & Pick<ImageBuilder, 'runBy'>,
  by: string,
  view: ContextView,
): JudgedBuild {
  return {
    dockerfile: build.dockerfile,
    context: build.context,
    by,
    runBy: build.runBy,
    withFiles: (more) => {
      const tree = memoryTree(new Map([...more, ...view.entries]));
      return resolveBuilder(build, text, workspaceFiles(tree, view.read)).resolution;
    },
  };
}

function resolve(
  text: string,
  build: BuildRequest,
  files: BuildFiles,
): { readonly resolution: BuildResolution; readonly details: ReturnType<typeof buildDetails> } {
  const { resolution, context } = resolveBuilder(build, text, files);
  return { resolution, details: buildDetails(resolution, context) };
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
