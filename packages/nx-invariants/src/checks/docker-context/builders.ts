import { distinctFindings, type FindingDraft } from '../../check/finding';
import type { NxJson } from '../../config/nx-json';
import {
  type BuilderReading,
  type DefinitionBuild,
  type ImageBuilder,
  noBuilders,
  type UnreadableBuilder,
  withFoundDockerfile,
} from '../../deployment/builders/builder';
import { composeBuilders } from '../../deployment/builders/compose-builders';
import { declaredBuilders } from '../../deployment/builders/declared-builders';
import { definitionBuilders } from '../../deployment/builders/definition-builders';
import { inferredBuilders } from '../../deployment/builders/inferred-builders';
import { manifestBuilders } from '../../deployment/builders/manifest-builders';
import { skaffoldBuilders } from '../../deployment/builders/skaffold-builders';
import { workflowBuilders } from '../../deployment/builders/workflow-builders';
import { readComposeProject } from '../../deployment/compose';
import { rememberReads } from '../../deployment/remember-reads';
import type { ReadText } from '../../workspace/read-text';
import { owns, type ProjectFolder } from '../../workspace/workspace-facts';

/** Where a check looks for what builds images. */
export interface BuilderPlaces {
  readonly compose: readonly (readonly string[])[];
  readonly workflows: readonly string[];
  /** Configurations of Skaffold. */
  readonly skaffold: readonly string[];
  /** Files called project.json or package.json. */
  readonly manifests: readonly string[];
  /** The Dockerfiles that plugins may infer targets from. */
  readonly dockerfiles: readonly string[];
  /** Its `targetDefaults` add to the targets of manifests, and its plugins infer targets. */
  readonly nxJson: NxJson;
}

/** What one place says of builders. */
export interface BuilderSource {
  /** Set where what it leaves open concerns the project of one file alone: a manifest, or a Dockerfile. */
  readonly ofFile: string | undefined;
  /** By the Dockerfile they build. */
  readonly images: ReadonlyMap<string, readonly ImageBuilder[]>;
  readonly unreadable: readonly UnreadableBuilder[];
  readonly findings: readonly FindingDraft[];
  /** Files that it leads to, existing or not. */
  readonly asked: readonly string[];
}

/** What the workspace's builders say of one project. */
export interface BuildersOfProject {
  /** Those in the project's folder, and those of the project that something builds; the latter may not exist. */
  readonly dockerfiles: readonly string[];
  readonly builders: readonly ImageBuilder[];
  readonly unreadable: readonly UnreadableBuilder[];
  readonly findings: readonly FindingDraft[];
  /** The manifests and configurations of Skaffold that tell of its builders, and the files that these, workflows and commands lead to. */
  readonly files: readonly string[];
}

/** Everything that the workspace's files tell of builders: the sources that tell something, or lead to other files. */
export function readBuilderSources(places: BuilderPlaces, read: ReadText): BuilderSource[] {
  const sources = [
    ...places.compose.map((files) => sourceOf(composeReading(files, read), undefined, places, read)),
    sourceOf(workflowReading(places.workflows, read), undefined, places, read),
    ...places.skaffold.map((file) => sourceOf(skaffoldReading(file, read), undefined, places, read)),
    ...places.manifests.map((file) =>
      sourceOf(manifestReading(file, places.nxJson, read), file, places, read),
    ),
    ...places.dockerfiles.map((file) =>
      sourceOf(inferredReading(file, places.nxJson, read), file, places, read),
    ),
    // Last, so that one which disagrees with what really builds the image is itself what is said to.
    ...places.manifests.map((file) => sourceOf(declaredReading(file, read), file, places, read)),
  ];
  return sources.filter(
    ({ images, unreadable, findings, asked }) =>
      images.size + unreadable.length + findings.length + asked.length > 0,
  );
}

/**
 * The Dockerfiles of a project with what builds them, and what its leaf has to say of builders that cannot be told.
 *
 * @param inFolder the Dockerfiles that are the project's by their names.
 */
export function buildersOfProject(
  project: ProjectFolder,
  inFolder: readonly string[],
  sources: readonly BuilderSource[],
): BuildersOfProject {
  const found = new Set(inFolder);
  for (const { images } of sources) {
    for (const path of images.keys()) if (owns(project, path)) found.add(path);
  }
  const dockerfiles = [...found].sort();
  const heard = sources.filter(({ ofFile }) => ofFile === undefined || owns(project, ofFile));
  const telling = sources.filter(
    (source) => heard.includes(source) || dockerfiles.some((path) => source.images.has(path)),
  );
  return {
    dockerfiles,
    builders: dockerfiles.flatMap((path) => sources.flatMap(({ images }) => images.get(path) ?? [])),
    unreadable: heard.flatMap(({ unreadable }) => unreadable),
    findings: distinctFindings(heard.flatMap(({ findings }) => findings)),
    files: [
      ...new Set(
        telling.flatMap(({ ofFile, asked }) => [...(ofFile === undefined ? [] : [ofFile]), ...asked]),
      ),
    ].sort(),
  };
}

interface PlaceReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
  readonly asked: readonly string[];
}

const composeReading = rememberReads((files, read): PlaceReading => {
  const reading = readComposeProject(files, read);
  return reading.ok
    ? { ...composeBuilders(reading.model), findings: [], asked: [] }
    : { ...noBuilders, findings: reading.findings, asked: [] };
});

const workflowReading = rememberReads((files, read): PlaceReading => {
  const { asked, reading } = noting(read, (noted) => workflowBuilders(files, noted));
  return { ...reading, asked: asked.filter((file) => !files.includes(file)) };
});

function skaffoldReading(file: string, read: ReadText): PlaceReading {
  const { asked, reading } = noting(read, (noted) => skaffoldBuilders(file, noted));
  return { ...reading, asked };
}

function manifestReading(file: string, nxJson: NxJson, read: ReadText): PlaceReading {
  const text = read(file);
  if (text === undefined) return { ...noBuilders, findings: [unreadManifest(file)], asked: [] };
  return { ...manifestBuilders(file, text, nxJson), asked: [] };
}

function unreadManifest(file: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `${file} cannot be read, so what it builds cannot be told`,
    fix: 'make it a readable file in the repository',
  };
}

function declaredReading(file: string, read: ReadText): PlaceReading {
  return { ...declaredBuilders(file, read(file) ?? ''), asked: [] };
}

function inferredReading(file: string, nxJson: NxJson, read: ReadText): PlaceReading {
  const { asked, reading } = noting(read, (noted) => inferredBuilders(file, nxJson, noted));
  return { ...reading, findings: [], asked };
}

/** A reading with what the files say that its commands name. */
function sourceOf(
  told: PlaceReading,
  ofFile: string | undefined,
  { compose }: BuilderPlaces,
  read: ReadText,
): BuilderSource {
  const { asked, reading: called } = noting(read, (noted) =>
    distinct(told.definitionBuilds).map((call) => definitionBuilders(call, compose, noted)),
  );
  const readings = [told, ...called];
  return {
    ofFile,
    images: byDockerfile(
      readings.flatMap(({ builders }) => builders).map((builder) => withFoundDockerfile(builder, read)),
    ),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
    findings: readings.flatMap(({ findings }) => findings),
    asked: [...told.asked, ...asked],
  };
}

/** A reading, and the files it asked for. */
function noting<Reading>(
  read: ReadText,
  make: (noted: ReadText) => Reading,
): { readonly asked: readonly string[]; readonly reading: Reading } {
  const asked = new Set<string>();
  const reading = make((path) => {
    asked.add(path);
    return read(path);
  });
  return { asked: [...asked], reading };
}

/** A matrix repeats a command. */
function distinct(calls: readonly DefinitionBuild[]): DefinitionBuild[] {
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

function byDockerfile(builders: readonly ImageBuilder[]): Map<string, ImageBuilder[]> {
  const images = new Map<string, ImageBuilder[]>();
  for (const builder of builders) {
    const known = images.get(builder.dockerfile);
    if (known) known.push(builder);
    else images.set(builder.dockerfile, [builder]);
  }
  return images;
}
