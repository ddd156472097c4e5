import { joinPath } from '../../workspace/paths';
import type { ProjectFacts } from '../../workspace/workspace-facts';

/** The Dockerfiles directly in a project's folder: `Dockerfile`, `Dockerfile.dev`, `api.Dockerfile`, `Containerfile`. */
export function dockerfilesOf(project: ProjectFacts): string[] {
  return project.fileNames
    .filter((name) => /^(Dockerfile|Containerfile)([.-][\w.-]+)?$|\.Dockerfile$/i.test(name))
    .filter((name) => !name.endsWith('.dockerignore'))
    .map((name) => joinPath(project.root, name))
    .sort();
}
