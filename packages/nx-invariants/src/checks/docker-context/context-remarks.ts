import { posix } from 'node:path';
import {
  type BuildResolution,
  contextFilesTaken,
  contextRemarks,
  type Remark,
  type SecretKind,
  unreadIgnoreFiles,
} from '@nx-invariants/docker-context';
import type { FindingDraft } from '../../check/finding';
import { unreachable } from '../../unreachable';
import { joinPath } from '../../workspace/paths';
import type { IgnoringBuild } from './resolve-builder';

/** What a build that succeeds takes without anyone having meant it. */
export function remarkFindings(
  dockerfile: string,
  resolution: BuildResolution,
  context: string,
): FindingDraft[] {
  return contextRemarks(resolution).map((remark) => ({
    severity: 'warning',
    file: dockerfile,
    ...remark.range,
    ...remarkText(remark, context),
  }));
}

function remarkText(
  remark: Remark,
  context: string,
): { readonly message: string; readonly expected: string; readonly fix: string } {
  switch (remark.kind) {
    case 'secret-taken':
      return {
        message: `it takes ${remark.path}, ${secretText(remark.secret)}, along from the context ${context}`,
        expected: 'no secret in the image that is not named',
        fix: `keep it out with the ignore file of the build ("${remark.path}"), or name it to take it on purpose`,
      };
    case 'whole-context-by-variable':
      return {
        message: `nothing is left of ${remark.source}, so it takes the whole context ${context}`,
        expected: 'a value for the variable',
        fix: 'give the variable a default, or let the builder pass it as a build argument',
      };
    default:
      return unreachable(remark);
  }
}

/** What a secret is, in words that follow its path and a comma. */
export function secretText(secret: SecretKind): string {
  switch (secret) {
    case 'environment':
      return 'an environment file';
    case 'key':
      return 'a key';
    case 'credentials':
      return 'credentials';
    case 'repository':
      return 'a repository with its history';
    default:
      return unreachable(secret);
  }
}

/** A build of a Dockerfile, as far as it decides what of the workspace is taken. */
interface Taking {
  readonly context: string;
  readonly resolution: BuildResolution;
}

/**
 * A project's VERSION file that none of the builds of its Dockerfile takes. Builds that fail, or of which not every
 * source in the context is decided, tell nothing of it.
 *
 * @param version the workspace path of the file.
 */
export function versionFindings(
  dockerfile: string,
  builds: readonly Taking[],
  version: string,
): FindingDraft[] {
  const isTold = builds.every(
    ({ resolution }) =>
      resolution.kind === 'resolved' &&
      resolution.outcome !== 'fails' &&
      resolution.instructions.every(({ kind, origin }) => kind !== 'unknown' || origin.kind !== 'context'),
  );
  const takes = ({ context, resolution }: Taking) =>
    contextFilesTaken(resolution).some((path) => joinPath(context, path) === version);
  const [first] = builds;
  if (first === undefined || !isTold || builds.some(takes)) return [];
  const inContext = posix.relative(first.context, version);
  return [
    {
      severity: 'warning',
      file: dockerfile,
      line: 1,
      column: 1,
      message: `no instruction takes ${version} into the image`,
      expected: 'an image that holds its version, so that nothing falls back to another',
      fix: inContext.startsWith('../')
        ? `build it with a context that holds ${version}, and copy it`
        : `add "COPY ${inContext} ./VERSION"`,
    },
  ];
}

/**
 * Ignore files beside the Dockerfiles that none of their builds reads.
 *
 * @param builds the builds of these Dockerfiles that apply an ignore file.
 * @param files every file that may be one, as workspace paths.
 */
export function unreadIgnoreFileFindings(
  dockerfiles: readonly string[],
  builds: readonly IgnoringBuild[],
  files: Iterable<string>,
): FindingDraft[] {
  const folders = new Set(dockerfiles.map((path) => posix.dirname(path)));
  const present = new Set([...files].filter((path) => folders.has(posix.dirname(path))));
  // One with the name of a file that is no Dockerfile here may be read by whoever builds that.
  const isOthers = (path: string) => {
    const owner = path.slice(0, -'.dockerignore'.length);
    return present.has(owner) && !dockerfiles.includes(owner);
  };
  const candidates = [...present].filter((path) => path.endsWith('.dockerignore') && !isOthers(path));
  return unreadIgnoreFiles(candidates, builds).map(({ path, instead }) => ({
    severity: 'warning',
    file: path,
    line: 1,
    column: 1,
    message: `no build of a Dockerfile beside it reads ${path}${instead === undefined ? '' : `: ${instead} is read instead`}`,
    expected: 'an ignore file at the root of the context, or beside the Dockerfile under its full name',
    fix: 'move its lines to the file that is read, or remove it',
  }));
}
