import type { CheckContext, CheckResult } from '../../check/define-check';
import { distinctFindings, type FindingDraft } from '../../check/finding';
import { readerOf } from '../../check/read-declared';
import { readNxJson } from '../../config/nx-json';
import type { ImageBuilder, UnreadableBuilder } from '../../deployment/builders/builder';
import { isInferredFrom } from '../../deployment/builders/inferred-builders';
import { isBuilderManifest } from '../../deployment/builders/manifest-builders';
import { isSkaffoldFile } from '../../deployment/builders/skaffold-builders';
import { filesAmong, workflowEndings } from '../../workspace/places';
import { buildersOfProject, readBuilderSources } from './builders';
import type { Parameters } from './check';
import { unreadIgnoreFileFindings } from './context-remarks';
import { type ContextView, judgeDockerfile } from './judge-dockerfile';
import { projectTargets } from './project-targets';

/** Judges each Dockerfile of the project under the context of each builder that uses it. */
export function run({ project, files, parameters, workspaceRoot }: CheckContext<unknown>): CheckResult {
  const { dockerfiles: inFolder, nestedRoots, compose, workflows } = parameters as unknown as Parameters;
  const read = readerOf(files);
  const entries = files.entries();
  const nxJson = readNxJson(workspaceRoot, read);
  const sources = readBuilderSources(
    {
      compose,
      workflows: filesAmong([...entries.keys()], workflows, workflowEndings),
      skaffold: [...entries.keys()].filter(isSkaffoldFile),
      manifests: [...entries.keys()].filter(isBuilderManifest),
      dockerfiles: [...entries.keys()].filter(isInferredFrom),
      nxJson,
    },
    read,
  );
  const told = buildersOfProject({ root: project.root, nestedRoots }, inFolder, sources);
  const view: ContextView = {
    read,
    entries,
    isIgnored: (path) => files.isIgnored(path),
    projectRoot: project.root,
    targets: projectTargets(project.root, nxJson, read),
  };
  const isThere = (path: string) => entries.has(path);
  const judged = told.dockerfiles.filter(isThere).map((path) =>
    judgeDockerfile(
      path,
      told.builders.filter((builder) => builder.dockerfile === path),
      view,
    ),
  );
  const lost = told.builders.filter(({ dockerfile }) => !isThere(dockerfile));
  return {
    subjects: [
      ...judged.flatMap(({ judged: wasJudged, path }) => (wasJudged ? [path] : [])),
      ...new Set([...lost, ...told.unreadable].map(({ location }) => location.file)),
    ],
    findings: [
      ...told.findings,
      ...told.unreadable.map(unreadableFinding),
      // A matrix repeats a build.
      ...distinctFindings(lost.map((builder) => lostDockerfile(builder, view))),
      ...judged.flatMap(({ findings }) => findings),
      ...unreadIgnoreFileFindings(
        told.dockerfiles,
        judged.flatMap(({ ignoring }) => ignoring),
        entries.keys(),
      ),
    ],
    details: { dockerfiles: judged.map(({ details }) => details) },
  };
}

function lostDockerfile({ label, location, dockerfile }: ImageBuilder, view: ContextView): FindingDraft {
  return view.isIgnored(dockerfile)
    ? {
        severity: 'warning',
        ...location,
        message: `${label} builds ${dockerfile}, which no checkout holds: the repository ignores it`,
        expected: 'a Dockerfile that is committed: what another one says cannot be judged',
        fix: 'commit it, or let a committed Dockerfile take what a build makes',
      }
    : {
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
    message: `what ${label} builds cannot be told: ${reason}`,
    fix,
  };
}
