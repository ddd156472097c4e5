import type { CheckContext, CheckResult } from '../../check/define-check';
import type { FindingDraft } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import type { ImageBuilder, UnreadableBuilder } from '../../deployment/builders/builder';
import { filesAmong, workflowEndings } from '../../workspace/places';
import { type BuilderPlaces, readBuilders } from './builders';
import { unreadIgnoreFileFindings } from './context-remarks';
import { type ContextView, judgeDockerfile } from './judge-dockerfile';

/** Judges each Dockerfile of the project under the context of each builder that uses it. */
export function run({ project, files, parameters }: CheckContext<unknown>): CheckResult {
  const { dockerfiles, ...places } = parameters as unknown as BuilderPlaces & { dockerfiles: string[] };
  const read = readerOf(files);
  const entries = files.entries();
  const workflows = filesAmong([...entries.keys()], places.workflows, workflowEndings);
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
      ...builders.unreadable.map(unreadableFinding),
      ...builders.others.filter(({ dockerfile }) => read(dockerfile) === undefined).map(lostDockerfile),
      ...judged.flatMap(({ findings }) => findings),
      ...unreadIgnoreFileFindings(
        dockerfiles,
        judged.flatMap(({ ignoring }) => ignoring),
        entries.keys(),
      ),
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

/** Which images it builds is not known, so it is told to every project with a Dockerfile. */
function unreadableFinding({ label, location, severity, reason, fix }: UnreadableBuilder): FindingDraft {
  return {
    ...(severity === 'warning' ? { severity } : { severity: 'error', undecided: true }),
    ...location,
    message: `${label} builds an image, but which one cannot be told: ${reason}`,
    fix,
  };
}
