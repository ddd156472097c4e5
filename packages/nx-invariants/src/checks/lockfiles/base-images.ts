import type { Dockerfile, SourceRange } from '@nx-invariants/docker-context';
import type { FindingDraft, Location } from '../../check/finding';

/** An image that a Dockerfile takes from outside, with the defaults of its ARGs put in. */
interface TakenImage {
  readonly reference: string;
  readonly range: SourceRange;
}

export interface ImageReading {
  readonly images: readonly string[];
  readonly findings: readonly FindingDraft[];
}

/** Holds the base images of a Dockerfile, and those it copies from, to tags or digests. */
export function baseImages(file: string, text: string, requireDigests: boolean): ImageReading {
  const { memoryTree, parseDockerfile, resolveBuildContext } =
    require('@nx-invariants/docker-context') as typeof import('@nx-invariants/docker-context');
  const dockerfile = parseDockerfile(text);
  if (dockerfile.kind === 'parse-error') return broken(file, dockerfile);
  const build = resolveBuildContext({
    dockerfile: { path: file, text },
    context: { path: '.', tree: memoryTree(new Map()) },
  });
  if (build.kind === 'parse-error') return broken(file, build);
  const images = takenImages(dockerfile, build.stages);
  return {
    images: images.map(({ reference }) => reference),
    findings: images.flatMap(({ reference, range: { line, column } }) =>
      imageFindings(reference, { file, line, column }, requireDigests),
    ),
  };
}

function takenImages(
  { stages }: Dockerfile,
  resolved: readonly { readonly index: number; readonly base: string }[],
): TakenImage[] {
  const names = new Set<string>();
  const images: TakenImage[] = [];
  const take = (reference: string, range: SourceRange) => {
    const name = reference.toLowerCase();
    if (name !== 'scratch' && !names.has(name)) images.push({ reference, range });
  };
  for (const stage of stages) {
    take(resolved.find(({ index }) => index === stage.index)?.base ?? stage.base, stage.range);
    for (const instruction of stage.instructions) {
      if (instruction.kind !== 'copy' || instruction.from === undefined) continue;
      if (!/^[+-]?\d+$/.test(instruction.from)) take(instruction.from, instruction.range);
    }
    if (stage.name !== undefined) names.add(stage.name);
  }
  return images;
}

/** What is wrong with an image reference: no tag, a tag that moves by its meaning, or no digest where one is asked for. */
export function imageFindings(reference: string, place: Location, requireDigests: boolean): FindingDraft[] {
  if (reference.includes('$')) {
    return [
      {
        severity: 'error',
        undecided: true,
        ...place,
        message: `the image ${reference} is named by whoever builds: whether it is pinned cannot be told`,
        expected: 'an image that is written out, or an ARG with a default',
        fix: 'give the ARG a default with a tag',
      },
    ];
  }
  const [name = '', digest] = reference.split('@');
  if (digest !== undefined && digest !== '') return [];
  if (requireDigests) {
    return [
      {
        severity: 'error',
        ...place,
        message: `the image ${reference} is pinned by no digest`,
        expected: `${name}@sha256:…: a tag may come to name another image`,
        fix: 'add the digest that "docker buildx imagetools inspect" prints',
      },
    ];
  }
  const tag = /:([^:/]*)$/.exec(name)?.[1];
  if (tag !== undefined && tag !== '' && tag !== 'latest') return [];
  return [
    {
      severity: 'error',
      ...place,
      message: tag === 'latest' ? `the image ${reference} moves` : `the image ${reference} has no tag`,
      expected: 'an image with the tag of a version: without one it is whatever is newest on the day',
      fix: 'name the version that is meant',
    },
  ];
}

function broken(
  file: string,
  { line, column, message }: { readonly line: number; readonly column: number; readonly message: string },
): ImageReading {
  const finding: FindingDraft = {
    severity: 'error',
    file,
    line,
    column,
    message: `its images and commands cannot be told: ${message}`,
    expected: 'a Dockerfile that parses',
    fix: 'mend the syntax there',
  };
  return { images: [], findings: [finding] };
}
