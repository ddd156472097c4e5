import { posix } from 'node:path';
import type { FindingDraft } from '../../check/finding';
import { joinPath } from '../../workspace/paths';
import type { ReadText } from '../../workspace/read-text';
import { readComposeProject } from '../compose';
import { bakeBuilders } from './bake-file';
import {
  type BuilderReading,
  type DefinitionBuild,
  mergeBuilders,
  noBuilders,
  type Refusal,
  unread,
  unreadableBuilder,
} from './builder';
import { composeBuilders } from './compose-builders';

export interface DefinitionReading extends BuilderReading {
  readonly findings: readonly FindingDraft[];
}

/** Compose's standard names, of which the first that exists counts; and those that bake reads beside them, in its order. */
const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideNames = ['compose', 'docker-compose'].flatMap((name) => [
  `${name}.override.yml`,
  `${name}.override.yaml`,
]);
const bakeNames = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

/**
 * What a command builds that takes it from Compose or bake files. A bake file in HCL is not read: what it builds
 * cannot be told.
 *
 * @param known the Compose projects whose builders are known already.
 */
export function definitionBuilders(
  call: DefinitionBuild,
  known: readonly (readonly string[])[],
  read: ReadText,
): DefinitionReading {
  const exists = (file: string) => read(file) !== undefined;
  const files = call.files.length > 0 ? call.files : standardFiles(call.program, call.folder, exists);
  const refusal = refusalOf(call, files, exists);
  if (refusal !== undefined) return { ...unreadableBuilder(call, refusal), findings: [] };
  const compose = files.filter((file) => isCompose(call, file));
  const bakes = files.filter((file) => !isCompose(call, file)).map((file) => read(file) ?? '');
  const isKnown =
    compose.length === 0 || known.some((project) => compose.every((file) => project.includes(file)));
  const composed = isKnown ? { ...noBuilders, findings: [] } : composeFiles(compose, read);
  const baked = bakes.length === 0 ? noBuilders : bakeBuilders(call, bakes);
  return { ...mergeBuilders([composed, baked]), findings: composed.findings };
}

function isCompose({ program }: DefinitionBuild, file: string): boolean {
  return program === 'compose' || !file.endsWith('.json');
}

/** Why what a command builds cannot be told, and what would change that. */
function refusalOf(
  call: DefinitionBuild,
  files: readonly string[],
  exists: (file: string) => boolean,
): Refusal | undefined {
  const lost = files.find((file) => !exists(file));
  if (lost !== undefined || files.length === 0) {
    return unread(
      lost === undefined ? `${call.folder} has no file for it` : `${lost} cannot be read`,
      'name files of this repository with -f',
    );
  }
  const hcl = files.find((file) => !/\.(ya?ml|json)$/.test(file));
  if (hcl !== undefined) {
    return unread(
      `${hcl} is neither JSON nor a Compose file`,
      'bake a JSON file: "docker buildx bake --print" shows what to write',
    );
  }
  const moved = files.find((file) => isCompose(call, file) && posix.dirname(file) !== call.folder);
  return call.program === 'compose' || moved === undefined
    ? undefined
    : unread(`bake takes the paths in ${moved} from ${call.folder}`, `run it in ${posix.dirname(moved)}`);
}

function composeFiles(files: readonly string[], read: ReadText): DefinitionReading {
  const reading = readComposeProject(files, read);
  return reading.ok
    ? { ...composeBuilders(reading.model), findings: [] }
    : { ...noBuilders, findings: reading.findings };
}

/** Bake takes every standard file of its folder; Compose looks in the folders above too, and for an override. */
function standardFiles(
  program: DefinitionBuild['program'],
  folder: string,
  exists: (file: string) => boolean,
): string[] {
  const base = composeNames.map((name) => joinPath(folder, name)).find(exists);
  if (program === 'bake') {
    const bakes = bakeNames.map((name) => joinPath(folder, name)).filter(exists);
    return base === undefined ? bakes : [base, ...bakes];
  }
  if (base === undefined) {
    return folder === '.' ? [] : standardFiles(program, posix.dirname(folder), exists);
  }
  const override = overrideNames.map((name) => joinPath(folder, name)).find(exists);
  return override === undefined ? [base] : [base, override];
}
