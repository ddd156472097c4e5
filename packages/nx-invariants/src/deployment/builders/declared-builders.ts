import { posix } from 'node:path';
import { declarationIn } from '../../config/project-metadata';
import { unreachable } from '../../unreachable';
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

/**
 * The builds that a project declares in its metadata: those of its images that are built by what is not read. Malformed
 * ones are findings, and then none counts.
 *
 * @param file the workspace path of a project.json or package.json.
 */
export function declaredBuilders(file: string, text: string): ManifestReading {
  const declaration = declarationIn(file, text, 'builds');
  switch (declaration.kind) {
    case 'none':
      return nothingBuilt;
    case 'not-json':
      return untoldManifest(file, declaration.parse);
    case 'malformed': {
      const fix =
        'write each build as { "context": "." }, with dockerfile, target, args and additionalContexts where they are needed';
      return {
        ...nothingBuilt,
        findings: declaration.problems.map((problem) => ({ severity: 'error', ...problem, fix })),
      };
    }
    case 'declared': {
      const builders = (declaration.value as DeclaredBuild[]).map((build, index) => ({
        ...declaredBuilder(build, posix.dirname(file)),
        label: `the declaration in ${file}`,
        location: declaration.locate([index]),
      }));
      return { ...nothingBuilt, builders };
    }
    default:
      return unreachable(declaration);
  }
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
