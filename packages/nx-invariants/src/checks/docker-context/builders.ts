import type { FindingDraft } from '../../check/finding';
import {
  type BuilderReading,
  type DefinitionBuild,
  type ImageBuilder,
  noBuilders,
  type UnreadableBuilder,
} from '../../deployment/builders/builder';
import { composeBuilders } from '../../deployment/builders/compose-builders';
import { definitionBuilders } from '../../deployment/builders/definition-builders';
import { targetBuilders } from '../../deployment/builders/target-builders';
import { workflowBuilders } from '../../deployment/builders/workflow-builders';
import { readComposeProject } from '../../deployment/compose';
import { type ReadText, rememberReads } from '../../deployment/remember-reads';

/** Where a check looks for what builds images. */
export interface BuilderPlaces {
  readonly compose: readonly (readonly string[])[];
  /** Folders or files; to be read, they must be files. */
  readonly workflows: readonly string[];
  readonly projectJson: string;
  readonly projectRoot: string;
}

/** The builders of some Dockerfiles, and what of the workspace's builders cannot be read. */
export interface BuildersOfDockerfiles extends Omit<BuilderReading, 'definitionBuilds'> {
  readonly findings: readonly FindingDraft[];
  /**
   * Where one of the Dockerfiles has no builder: those of all others. One may have built it under the name it had
   * before it was moved.
   */
  readonly others: readonly ImageBuilder[];
  /** Files that build commands named, existing or not. */
  readonly asked: readonly string[];
}

/** Every builder of the given Dockerfiles that the workspace's files tell of. */
export function readBuilders(
  dockerfiles: readonly string[],
  places: BuilderPlaces,
  read: ReadText,
): BuildersOfDockerfiles {
  const told = [
    ...places.compose.map((files) => composeImages(files, read)),
    ...places.workflows.map((file) => workflowImages([file], read)),
    indexed(targetBuilders(places.projectJson, read(places.projectJson) ?? '', places.projectRoot), []),
  ];
  const asked = new Set<string>();
  const readings = [
    ...told,
    ...distinctCalls(told).map((call) => {
      const reading = definitionBuilders(call, places.compose, (path) => {
        asked.add(path);
        return read(path);
      });
      return indexed(reading, reading.findings);
    }),
  ];
  const isBuilt = (path: string) => readings.some(({ images }) => images.has(path));
  return {
    builders: dockerfiles.flatMap((path) => readings.flatMap(({ images }) => images.get(path) ?? [])),
    others: dockerfiles.every(isBuilt)
      ? []
      : readings
          .flatMap(({ images }) => [...images.values()].flat())
          .filter(({ dockerfile }) => !dockerfiles.includes(dockerfile)),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
    findings: readings.flatMap(({ findings }) => findings),
    asked: [...asked].sort(),
  };
}

/** A matrix repeats a command. */
function distinctCalls(told: readonly BuilderFile[]): DefinitionBuild[] {
  const calls = told.flatMap(({ definitionBuilds }) => definitionBuilds);
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

/** What one file says of builders, by the Dockerfile they build. */
interface BuilderFile {
  readonly images: ReadonlyMap<string, readonly ImageBuilder[]>;
  readonly unreadable: readonly UnreadableBuilder[];
  readonly definitionBuilds: readonly DefinitionBuild[];
  readonly findings: readonly FindingDraft[];
}

const composeImages = rememberReads((files, read): BuilderFile => {
  const reading = readComposeProject(files, read);
  return reading.ok ? indexed(composeBuilders(reading.model), []) : indexed(noBuilders, reading.findings);
});

const workflowImages = rememberReads(([file = ''], read): BuilderFile => {
  const text = read(file);
  if (text === undefined) return indexed(noBuilders, [unreadableWorkflow(file)]);
  const reading = workflowBuilders(file, text);
  return indexed(reading, reading.findings);
});

function unreadableWorkflow(file: string): FindingDraft {
  return {
    severity: 'error',
    file,
    message: `the workflow ${file} cannot be read, so what it builds cannot be told`,
    fix: 'make it a readable file in the repository',
  };
}

function indexed(
  { builders, unreadable, definitionBuilds }: BuilderReading,
  findings: readonly FindingDraft[],
): BuilderFile {
  const images = new Map<string, ImageBuilder[]>();
  for (const builder of builders) {
    const known = images.get(builder.dockerfile);
    if (known) known.push(builder);
    else images.set(builder.dockerfile, [builder]);
  }
  return { images, unreadable, definitionBuilds, findings };
}
