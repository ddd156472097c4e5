import { composeBuilders } from '../../deployment/builders/compose-builders';
import { composeProjects, readComposeProject } from '../../deployment/compose';
import type { WorkspaceFacts } from '../../workspace/workspace-facts';

/** The Dockerfiles that the Compose projects of a workspace build with. */
export function dockerfilesOfCompose(workspace: WorkspaceFacts): string[] {
  const found = composeProjects(workspace).flatMap((files) => {
    const reading = readComposeProject(files, (path) => workspace.text(path));
    return reading.ok ? composeBuilders(reading.model).builders.map(({ dockerfile }) => dockerfile) : [];
  });
  return [...new Set(found)].sort();
}

/**
 * Whether the image that a Dockerfile builds brings the command of a health check: by the last HEALTHCHECK of its stage,
 * or of one of the stages below that.
 *
 * @param target the stage that is built, by its name or number; the last one where none is named.
 */
export function bringsHealthCheck(text: string, target: string | undefined): boolean {
  const { parseDockerfile } =
    require('@nx-invariants/docker-context') as typeof import('@nx-invariants/docker-context');
  const dockerfile = parseDockerfile(text);
  if (dockerfile.kind === 'parse-error') return false;
  const { stages } = dockerfile;
  const named = (name: string, before: number) =>
    stages.slice(0, before).findLast((stage) => stage.name === name.toLowerCase());
  let stage =
    target === undefined
      ? stages.at(-1)
      : (named(target, stages.length) ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined));
  while (stage !== undefined) {
    const check = stage.instructions.findLast((instruction) => instruction.kind === 'healthcheck');
    if (check?.kind === 'healthcheck') return !check.isNone;
    stage = named(stage.base, stage.index);
  }
  return false;
}
