import { posix } from 'node:path';
import { parseJson } from '../../config/json-document';
import { metadataPlaces } from '../../config/project-metadata';
import { publishedSchema } from '../../config/published-schemas';
import { valueAt } from '../../config/record';
import { violationsOf } from '../../config/validate';
import { manifestOf } from '../../workspace/manifest-targets';
import { joinPath } from '../../workspace/paths';
import {
  type ImageBuilder,
  type ManifestReading,
  namedFolders,
  nothingBuilt,
  untoldManifest,
} from './builder';

/** A build as a project declares it: schemas/project-metadata.json, `builds`. */
interface DeclaredBuild {
  readonly context: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args?: { readonly [name: string]: string };
  readonly additionalContexts?: { readonly [name: string]: string };
}

/** Where a project.json or package.json declares builds, as a path of keys; undefined of another file. */
export function declarationsPath(file: string): string[] | undefined {
  const place = metadataPlaces.find((each) => each.file === posix.basename(file));
  return place && [...place.path, 'builds'];
}

/**
 * The builds that a project declares in its metadata: those of its images that are built by what is not read. Malformed
 * ones are findings, and then none counts.
 *
 * @param file the workspace path of a project.json or package.json.
 */
export function declaredBuilders(file: string, text: string): ManifestReading {
  const path = declarationsPath(file);
  if (path === undefined || !text.includes('invariants')) return nothingBuilt;
  const parsed = parseJson(text);
  if (!parsed.ok) return untoldManifest(file, parsed);
  const manifest = manifestOf(file, parsed.document);
  const builds = valueAt(manifest.value, path);
  if (builds === undefined) return nothingBuilt;
  const problems = violationsOf(manifest, path.slice(0, -1), { builds }, publishedSchema('project-metadata'));
  if (problems.length > 0) {
    const fix =
      'write each build as { "context": "." }, with dockerfile, target, args and additionalContexts where they are needed';
    return { ...nothingBuilt, findings: problems.map((problem) => ({ severity: 'error', ...problem, fix })) };
  }
  const builders = (builds as DeclaredBuild[]).map((build, index) => ({
    ...declaredBuilder(build, posix.dirname(file)),
    label: `the declaration in ${file}`,
    location: manifest.locate([...path, index]),
  }));
  return { ...nothingBuilt, builders };
}

function declaredBuilder(
  { context, dockerfile, target, args = {}, additionalContexts = {} }: DeclaredBuild,
  projectRoot: string,
): Omit<ImageBuilder, 'label' | 'location'> {
  return {
    source: 'declaration',
    dockerfile: dockerfile === undefined ? joinPath(projectRoot, 'Dockerfile') : joinPath(dockerfile),
    context: joinPath(context),
    appliesIgnoreFile: true,
    target,
    args: new Map(Object.entries(args)),
    namedContexts: namedFolders('.', Object.entries(additionalContexts)),
  };
}
