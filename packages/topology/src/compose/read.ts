import { directoryOf, type FileReader } from '../paths';
import { Diagnostics, type Result } from '../result';
import type { Topology } from '../topology';
import { parseYaml } from '../yaml/parse';
import { at, entriesOf, isNull, keyOf, type Location, type Scalar, textOf } from '../yaml/tree';
import { checkConsistency, checkContainerNames } from './consistency';
import { interpolate, type Lookup } from './interpolate';
import { ComposeLoader } from './load';
import { inactiveProfiles } from './profiles';
import { type ComposeService, readService } from './service';
import type { RequiredVariables } from './variables';

export interface ComposeInput {
  /** Compose files in merge order, relative to the root; relative paths in them start at the first one's folder. */
  readonly files: readonly string[];
  readonly read: FileReader['read'];
  /** Variables for interpolation. The project's `.env` is part of it only if the caller put it there: see `locateCompose`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What COMPOSE_PROJECT_NAME stands for when neither `env` nor a file names the project: its folder's name. */
  readonly projectName?: string;
  /**
   * What becomes of `${NAME:?}` without a value. The tool refuses it, as does `enforce`, the default. With
   * `assume`, for a check that holds no secrets, the value is unknown: a warning where no fact depends on it,
   * such as the value of an environment key, and else an entry in `unsupported`.
   */
  readonly requiredVariables?: RequiredVariables;
  /** Active profiles, none by default; `*` stands for all. */
  readonly profiles?: readonly string[];
  /** Services that no active profile enables are read, as such that are stopped, by default; `disable` leaves them out, as the tool does. */
  readonly inactive?: 'read' | 'disable';
}

export interface ComposeModel extends Topology<ComposeService> {
  /** Services that are left out: null, or enabled by no active profile. */
  readonly disabled: ReadonlyMap<string, Location>;
}

/**
 * Reads Compose files into one model, as `docker compose config` would: interpolated, merged, validated.
 *
 * Failures are values with a position: a missing file, YAML that does not parse, a key the Compose
 * Specification does not know, a reference to nothing, a cycle. A project without services is valid, as it is for the tool. What is seen and cannot
 * be decided, such as an env file outside the root, is listed in `unsupported`.
 */
export function readCompose(input: ComposeInput): Result<ComposeModel> {
  const diagnostics = new Diagnostics();
  const model = readModel(input, diagnostics);
  return model === undefined || diagnostics.failed
    ? { ok: false, failures: diagnostics.failures }
    : { ok: true, value: model };
}

function readModel(input: ComposeInput, diagnostics: Diagnostics): ComposeModel | undefined {
  const [first] = input.files;
  const start: Location = { file: first ?? '', line: 1, column: 1 };
  if (first === undefined) {
    return diagnostics.fail(
      'missing-file',
      start,
      'No Compose file is given.',
      'Name at least one Compose file.',
    );
  }
  const lookup = lookupWithProjectName(input);
  const references = input.files.map(
    (file): Scalar => ({ kind: 'scalar', value: file, location: { file, line: 1, column: 1 } }),
  );
  const loader = new ComposeLoader(input.read, input.requiredVariables ?? 'enforce', diagnostics);
  const context = { projectDirectory: directoryOf(first), lookup, includedFrom: [] };
  const model = loader.load(references, context);
  if (model === undefined || diagnostics.failed) return undefined;
  if (model.entries.size === 0) {
    return diagnostics.fail('no-services', start, `${first} is empty.`, 'Define a service under "services".');
  }

  const { profiles = [], inactive = 'read' } = input;
  const reading = { read: input.read, lookup, profiles, diagnostics };
  const services = new Map<string, ComposeService>();
  const disabled = new Map<string, Location>();
  const active: ComposeService[] = [];
  const entries = entriesOf(at(model, 'services')).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  for (const entry of entries) {
    const isActive = inactiveProfiles(entry.value, profiles).length === 0;
    if ((inactive === 'disable' && !isActive) || isNull(entry.value)) {
      disabled.set(keyOf(entry), entry.key.location);
      continue;
    }
    const service = readService(keyOf(entry), entry.key, entry.value, reading);
    services.set(service.name, service);
    if (isActive) active.push(service);
  }
  checkContainerNames(active, diagnostics);
  checkConsistency(model, services, new Set(disabled.keys()), diagnostics);
  const { unsupported, warnings } = diagnostics;
  return { services, disabled, unsupported, warnings, location: start };
}

/** Compose sets COMPOSE_PROJECT_NAME itself, from the last top-level `name` unless the environment has it. */
function lookupWithProjectName(input: ComposeInput): Lookup {
  const fromEnvironment: Lookup = (name) => (Object.hasOwn(input.env, name) ? input.env[name] : undefined);
  let projectName: string | undefined | null = null;
  return (name) => {
    const given = fromEnvironment(name);
    if (name !== 'COMPOSE_PROJECT_NAME' || given) return given;
    if (projectName === null) projectName = nameInFiles(input, fromEnvironment) ?? input.projectName;
    return projectName;
  };
}

function nameInFiles(input: ComposeInput, lookup: Lookup): string | undefined {
  const ignored = new Diagnostics();
  const names = input.files.flatMap((file) =>
    (parseYaml(file, input.read(file) ?? '', ignored) ?? []).flatMap(
      (tree) => textOf(at(tree, 'name')) ?? [],
    ),
  );
  const last = interpolate(names.at(-1) ?? '', lookup);
  const normalized = last.ok
    ? last.text
        .toLowerCase()
        .replace(/[^a-z0-9_-]/g, '')
        .replace(/^[_-]+/, '')
    : '';
  return normalized === '' ? undefined : normalized;
}
