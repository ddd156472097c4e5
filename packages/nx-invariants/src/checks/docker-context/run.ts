import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { workflowEndings, yamlFilesAmong } from '../../workspace/yaml-places';
import { type BuilderPlaces, type BuildersOfDockerfiles, readBuilders } from './builders';
import { type ContextView, judgeDockerfile } from './judge-dockerfile';

/** Judges each Dockerfile of the project under the context of each builder that uses it. */
export function run({ project, files, parameters }: CheckContext<unknown>): CheckResult {
  const { dockerfiles, ...places } = parameters as unknown as BuilderPlaces & { dockerfiles: string[] };
  const read = readerOf(files);
  const entries = files.entries();
  const workflows = yamlFilesAmong([...entries.keys()], places.workflows, workflowEndings);
  const builders = readBuilders(dockerfiles, { ...places, workflows }, read);
  const view: ContextView = {
    read,
    entries,
    isIgnored: (path) => files.isIgnored(path),
    projectRoot: project.root,
  };
  const judged = dockerfiles.map((path) =>
    judgeDockerfile(
      path,
      builders.builders.filter((builder) => builder.dockerfile === path),
      view,
    ),
  );
  return {
    subjects: judged.flatMap(({ judged: wasJudged, path }) => (wasJudged ? [path] : [])),
    findings: [
      ...builders.findings,
      ...unreadableFindings(builders, project.root),
      ...builders.others.filter(({ dockerfile }) => read(dockerfile) === undefined).map(lostDockerfile),
      ...judged.flatMap(({ findings }) => findings),
    ],
    details: { dockerfiles: judged.map(({ details }) => details) },
  };
}

function lostDockerfile({ label, location, dockerfile }: ImageBuilder): FindingDraft {
  return {
    severity: 'error',
    ...location,
    message: `${label} builds ${dockerfile}, which does not exist`,
    expected: 'a Dockerfile of that name, or the name that it has now',
    fix: 'if the service was moved, name its new folder here; if it is gone, remove the build',
  };
}

/** Builders that cannot be read matter only where they may build this project's images: all of them may. */
function unreadableFindings({ unreadable }: BuildersOfDockerfiles, projectRoot: string): FindingDraft[] {
  return unreadable.map(({ label, location, reason, fix }) => ({
    ...(fix === undefined ? { severity: 'warning' } : { severity: 'error', undecided: true }),
    ...location,
    message: `${label} builds an image, but which one cannot be told: ${reason}`,
    fix:
      fix ?? `write the context and the Dockerfile out, so that the builds of ${projectRoot} can be judged`,
  }));
}
