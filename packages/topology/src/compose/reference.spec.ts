import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Result } from '../result';
import type { BuildContext } from './build-facts';
import { locateCompose } from './locate';
import { type ComposeModel, readCompose } from './read';
import type { ComposeService } from './service';

interface ReferenceCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly error: string | null;
  readonly services: unknown;
}

const cases: readonly ReferenceCase[] = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/compose-cases.json'), 'utf8'),
);

describe('readCompose decides as the reference implementation does', () => {
  it('has cases of both verdicts', () => {
    expect(cases.length).toBeGreaterThan(150);
    expect(new Set(cases.map((entry) => entry.ok))).toEqual(new Set([true, false]));
  });

  it.each(cases.map((entry) => [entry.name, entry] as const))('%s', (_name, entry) => {
    const result = run(entry.files, entry.args, entry.env);
    expect({ ok: result.ok, services: summary(result) }).toEqual({ ok: entry.ok, services: entry.services });
    if (!result.ok) {
      for (const failure of result.failures) {
        expect(failure.location.line).toBeGreaterThan(0);
        expect(failure.location.column).toBeGreaterThan(0);
        expect(failure.fix).not.toBe('');
      }
    }
  });
});

interface Verdict {
  readonly id: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ok: boolean;
  readonly config: { readonly services: Readonly<Record<string, ConfigService>> } | null;
}

interface ConfigService {
  readonly image?: string;
  readonly ports?: readonly {
    readonly target: number;
    readonly published?: string;
    readonly protocol: string;
  }[];
  readonly environment?: Readonly<Record<string, unknown>>;
}

const shared = resolve(__dirname, '../../../../../shared/testdata/compose');
const present = existsSync(shared);

describe.skipIf(!present)(
  'readCompose agrees with the verdicts of docker compose config beside the repository',
  () => {
    const verdicts: readonly Verdict[] = present
      ? readFileSync(join(shared, 'verdicts.jsonl'), 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line))
      : [];

    it.each(verdicts.map((verdict) => [verdict.id, verdict] as const))('%s', (id, verdict) => {
      const directory = join(shared, 'cases', id);
      const result = run(filesBelow(directory), verdict.args, verdict.env);
      expect(result.ok).toBe(verdict.ok);
      if (!result.ok || verdict.config === null) return;
      const mine = [...result.value.services].map(([name, service]) => ({
        name,
        image: service.image?.value.text,
        ports: service.ports.filter((port) => port.published !== undefined).map((port) => port.container),
        environment: [...service.environment.keys()].sort(),
      }));
      const theirs = Object.entries(verdict.config.services).map(([name, service]) => ({
        name,
        image: service.image,
        ports: (service.ports ?? []).map((port) => port.target).sort((one, other) => one - other),
        environment: Object.keys(service.environment ?? {}).sort(),
      }));
      expect(mine).toEqual(theirs);
    });
  },
);

it.runIf(!present)('has no verdicts beside the repository; only its own fixtures are tested', () => {
  expect(cases.length).toBeGreaterThan(0);
});

function filesBelow(directory: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name);
    files[path.slice(directory.length + 1).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return files;
}

function run(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Result<ComposeModel> {
  const read = (path: string) => (Object.hasOwn(files, path) ? files[path] : undefined);
  const valuesOf = (flag: string) => args.filter((_, index) => args[index - 1] === flag);
  const explicit = valuesOf('-f');
  const located = locateCompose({
    directory: '.',
    read,
    env,
    ...(explicit.length > 0 ? { files: explicit } : {}),
  });
  if (!located.ok) return located;
  const profiles = valuesOf('--profile');
  return readCompose({
    files: located.value.files,
    read,
    env: located.value.env,
    profiles: profiles.length > 0 ? profiles : located.value.profiles,
    inactive: 'disable',
  });
}

/** The shape in which the fixtures state what the reference made of each service. */
function summary(result: Result<ComposeModel>): unknown {
  if (!result.ok) return null;
  return Object.fromEntries([...result.value.services].map(([name, service]) => [name, summaryOf(service)]));
}

function summaryOf(service: ComposeService): unknown {
  const { build } = service;
  return {
    image: service.image?.value.text ?? null,
    ports: service.ports.map((port) => `${port.published ?? ''}:${port.container}/${port.protocol}`).sort(),
    env: [...service.environment.keys()].sort(),
    build:
      build === undefined
        ? null
        : {
            context: contextText(build.context.value),
            target: build.target?.value ?? null,
            args: textRecord([...build.args].map(([key, fact]) => [key, fact.value])),
            dockerfile: build.dockerfile.value.kind === 'inline' ? null : build.dockerfile.value.path,
            add: textRecord(
              [...build.additionalContexts].map(([key, fact]) => [key, contextText(fact.value)]),
            ),
          },
    deps: service.dependsOn.map((entry) => `${entry.service}:${entry.condition}:${entry.required}`).sort(),
    replicas: service.replicas?.value ?? null,
    health: service.probeStatus,
    labels: textRecord([...service.labels]),
    profiles: service.profiles.map((profile) => profile.value).sort(),
  };
}

function textRecord(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries);
}

function contextText(context: BuildContext): string {
  switch (context.kind) {
    case 'local':
    case 'outside-root':
      return context.path;
    case 'remote':
      return context.url;
    case 'service':
      return `service:${context.service}`;
  }
}
