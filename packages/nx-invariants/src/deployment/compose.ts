import { posix } from 'node:path';
import type { ComposeModel, Failure, Unsupported } from '@nx-invariants/topology';
import type { FindingDraft } from '../check/finding';
import type { WorkspaceFacts } from '../workspace/workspace-facts';
import { rememberReads } from './remember-reads';
import { loadTopology } from './topology';

export type ComposeReading =
  | { readonly ok: true; readonly model: ComposeModel }
  | { readonly ok: false; readonly findings: readonly FindingDraft[] };

/**
 * The Compose projects of a workspace, each as its files in merge order. Configured files are one project;
 * found ones are one each, an override file going with its base.
 */
export function composeProjects(workspace: WorkspaceFacts): string[][] {
  const files = workspace.compose;
  if (files.length === 0) return [];
  if (workspace.options.compose) return [[...files]];
  const bases = files.filter((file) => !isOverride(file));
  return bases.map((base) => [base, ...files.filter((file) => isOverride(file) && overrides(file, base))]);
}

/** Reads one Compose project as `docker compose config` would on a machine that sets no variables of its own. */
export const readComposeProject = rememberReads((files, read): ComposeReading => {
  const { locateCompose, readCompose } = loadTopology();
  const directory = posix.dirname(files[0] ?? '.');
  const located = locateCompose({
    directory,
    read,
    env: {},
    files: files.map((file) => posix.relative(directory, file)),
  });
  if (!located.ok) return { ok: false, findings: located.failures.map(failureFinding) };
  const { files: merged, env, profiles } = located.value;
  const model = readCompose({
    files: merged,
    read,
    env,
    requiredVariables: 'assume',
    profiles,
  });
  return model.ok
    ? { ok: true, model: model.value }
    : { ok: false, findings: model.failures.map(failureFinding) };
});

const askedFor = new WeakMap<WorkspaceFacts, readonly string[]>();

/** Every file that reading the projects asks for, existing or not: the inputs of whoever reads them. */
export function filesOfCompose(workspace: WorkspaceFacts): readonly string[] {
  const known = askedFor.get(workspace) ?? findFilesOfCompose(workspace);
  askedFor.set(workspace, known);
  return known;
}

function findFilesOfCompose(workspace: WorkspaceFacts): string[] {
  const asked = new Set<string>();
  const read = (path: string) => {
    asked.add(path);
    return workspace.text(path);
  };
  for (const files of composeProjects(workspace)) readComposeProject(files, read);
  return [...asked].sort();
}

/** A failure of the topology engine as a finding. */
export function failureFinding({ message, fix, location }: Failure): FindingDraft {
  return { severity: 'error', ...location, message, fix };
}

/** What the topology engine saw and does not decide, as a finding. */
export function undecidedFinding({ message, location }: Unsupported): FindingDraft {
  return {
    severity: 'error',
    undecided: true,
    ...location,
    message,
    fix: 'write it in a form that can be read statically, or waive it with a reason',
  };
}

/** Whether a Compose file is one that Compose lays over another of its name. */
export function isOverride(file: string): boolean {
  return /[.]override[.]ya?ml$/.test(file);
}

function overrides(file: string, base: string): boolean {
  return file.replace(/[.]override[.]ya?ml$/, '') === base.replace(/[.]ya?ml$/, '');
}
