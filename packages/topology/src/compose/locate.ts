import { type FileReader, resolvePath } from '../paths';
import { Diagnostics, type Result } from '../result';
import { readEnvironmentFile } from './env-file';

/** As `docker compose` looks for them, in the order of preference. */
const FILE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

export interface ComposeProject {
  readonly files: readonly string[];
  /** The given environment with the project's `.env` below it. */
  readonly env: Readonly<Record<string, string>>;
  readonly profiles: readonly string[];
}

/**
 * Finds what `docker compose` would read when started in `directory` (relative to the root, `.` for the
 * root itself): the first default file and the first override, or what COMPOSE_FILE names; `.env` for
 * interpolation; COMPOSE_PROFILES. Explicit `files`, relative to `directory`, switch the search off.
 * Unlike the tool it does not search parent folders.
 */
export function locateCompose(input: {
  readonly directory: string;
  readonly read: FileReader['read'];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files?: readonly string[];
}): Result<ComposeProject> {
  const diagnostics = new Diagnostics();
  const inDirectory = (name: string) => resolvePath(input.directory, name);
  const env = withDotEnv(input, diagnostics);

  const named = input.files ?? composeFileVariable(env);
  const files: string[] = [];
  for (const name of named ?? defaultFiles((name) => input.read(inDirectory(name).path) !== undefined)) {
    const resolved = inDirectory(name);
    if (resolved.kind === 'inside') files.push(resolved.path);
    else {
      const location = { file: inDirectory('.env').path, line: 1, column: 1 };
      const message = `The Compose file ${name} lies outside the repository.`;
      diagnostics.fail('outside-root', location, message, 'Name files inside the repository.');
    }
  }
  if (files.length === 0 && !diagnostics.failed) {
    const location = { file: inDirectory('compose.yaml').path, line: 1, column: 1 };
    const message = `There is no Compose file in ${input.directory}: none of ${FILE_NAMES.join(', ')}.`;
    diagnostics.fail('missing-file', location, message, 'Add one, or name the files.');
  }
  const profiles = (env.COMPOSE_PROFILES ?? '').split(',').map((name) => name.trim());
  if (diagnostics.failed) return { ok: false, failures: diagnostics.failures };
  return { ok: true, value: { files, env, profiles: profiles.filter((name) => name !== '') } };
}

function withDotEnv(
  input: Parameters<typeof locateCompose>[0],
  diagnostics: Diagnostics,
): Record<string, string> {
  const env: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(input.env)) if (value !== undefined) env[name] = value;
  const [firstFile] = input.files ?? [];
  // With explicit files the project folder, and so `.env`, is that of the first one.
  const folder =
    firstFile === undefined ? input.directory : resolvePath(input.directory, `${firstFile}/..`).path;
  const file = resolvePath(folder, '.env');
  const text = file.kind === 'inside' ? input.read(file.path) : undefined;
  if (text === undefined) return env;
  const given = { ...env };
  const parsed = readEnvironmentFile(file.path, text, undefined, (name) => given[name], diagnostics);
  for (const [name, variable] of parsed ?? []) env[name] ??= variable.value;
  return env;
}

function composeFileVariable(env: Readonly<Record<string, string>>): string[] | undefined {
  return env.COMPOSE_FILE?.split(env.COMPOSE_PATH_SEPARATOR || ':');
}

function defaultFiles(exists: (name: string) => boolean): string[] {
  const main = FILE_NAMES.find(exists);
  const override = OVERRIDE_NAMES.find(exists);
  return main === undefined ? [] : override === undefined ? [main] : [main, override];
}
