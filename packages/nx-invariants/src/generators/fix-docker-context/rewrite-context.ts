import { posix } from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import { type Document, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { Location } from '../../check/finding';
import { parseJson } from '../../config/json-document';
import { declarationPath } from '../../config/project-metadata';
import { valueAt } from '../../config/record';
import { parseYamlDocument } from '../../config/yaml-document';
import type { ImageBuilder } from '../../deployment/builders/builder';
import { joinPath } from '../../workspace/paths';
import { applySplices, type Splice } from '../tree/splice';
import type { Rewriting } from './rewrite-paths';
import { asMap, pairOf, plainOrQuoted, replaceScalar, setInMap } from './yaml-map';

/**
 * Gives a builder another context, with the path of its Dockerfile as that context needs it.
 *
 * @param text of the file that names the builder.
 * @param base the folder that a Compose file's paths start from.
 */
export function rewriteContext(
  builder: ImageBuilder,
  text: string,
  context: string,
  base: string,
): Rewriting {
  const { file, line } = builder.location;
  const refused = (reason: string): Rewriting => ({
    kind: 'refused',
    reason: `${file}:${line} ${builder.label} ${reason}; give it the context ${context} and the Dockerfile ${builder.dockerfile} by hand`,
  });
  if (builder.source === 'target') return refused('is a command');
  if (builder.source === 'skaffold') return refused('stands in a configuration of Skaffold');
  const rewritten = (edited: string): Rewriting => ({
    kind: 'rewritten',
    text: edited,
    changes: [`${file}:${line} ${builder.label}: context ${builder.context} -> ${context}`],
  });
  if (builder.source === 'declaration') {
    const edited = declarationWith(context, text, builder.location);
    return edited === undefined ? refused('stands elsewhere') : rewritten(edited);
  }
  const parsed = parseYamlDocument(text);
  if (!parsed.ok) return refused(`stands in no YAML document (${parsed.message})`);
  const { document, locate } = parsed;
  const lineOf = (node: unknown) =>
    isScalar(node) || asMap(node) ? locate((node as YAMLMap).range?.[0] ?? 0).line : undefined;
  const splices =
    builder.source === 'compose'
      ? composeSplices(text, document, (node) => lineOf(node) === line, {
          context,
          dockerfile: builder.dockerfile,
          base,
        })
      : workflowSplices(text, document, (node) => lineOf(node) === line, {
          context,
          dockerfile: builder.dockerfile,
        });
  return typeof splices === 'string' ? refused(splices) : rewritten(applySplices(text, splices));
}

/** A declaration names its Dockerfile from the root, so only the context changes. */
function declarationWith(
  context: string,
  text: string,
  { file, line, column }: Location,
): string | undefined {
  const path = declarationPath(file, 'builds');
  const parsed = parseJson(text);
  if (path === undefined || !parsed.ok) return undefined;
  const { value, locate } = parsed.document;
  const builds = valueAt(value, path);
  const index = (Array.isArray(builds) ? builds : []).findIndex((_, at) => {
    const place = locate([...path, at]);
    return place.line === line && place.column === column;
  });
  return index < 0
    ? undefined
    : applyEdits(text, modify(text, [...path, index, 'context'], context, { formattingOptions: {} }));
}

interface Wanted {
  readonly context: string;
  readonly dockerfile: string;
}

/** `dockerfile` is relative to the context (Compose specification, build). */
function composeSplices(
  text: string,
  document: Document,
  isPlace: (node: unknown) => boolean,
  { context, dockerfile, base }: Wanted & { readonly base: string },
): readonly Splice[] | string {
  const services = asMap(document.get('services'));
  const builds = (services?.items ?? []).flatMap(({ value }) => {
    const pair = asMap(value) && pairOf(asMap(value) as YAMLMap, 'build');
    return pair && (isPlace(pair.key) || isPlace(pair.value)) ? [pair.value] : [];
  });
  const [build] = builds;
  if (build === undefined || builds.length > 1) return 'is built by what stands elsewhere';
  const path = relative(base, context);
  const file = relative(context, dockerfile);
  if (isScalar(build)) {
    if (file === 'Dockerfile') return listed([replaceScalar(build, path)]);
    const asText = replaceScalar(build, path);
    const map = `{ context: ${plainOrQuoted(path)}, dockerfile: ${plainOrQuoted(file)} }`;
    return listed([asText && { ...asText, text: map }]);
  }
  const map = asMap(build);
  if (map === undefined) return 'is built by what stands elsewhere';
  return listed([
    setInMap(text, map, 'context', path, 'dockerfile'),
    ...(file === 'Dockerfile' && !pairOf(map, 'dockerfile')
      ? []
      : [setInMap(text, map, 'dockerfile', file, 'context')]),
  ]);
}

/** `file` is relative to the workspace (docker/build-push-action, path context). */
function workflowSplices(
  text: string,
  document: Document,
  isPlace: (node: unknown) => boolean,
  { context, dockerfile }: Wanted,
): readonly Splice[] | string {
  const jobs = asMap(document.get('jobs'));
  const steps = (jobs?.items ?? []).flatMap(({ value }) => {
    const list = asMap(value)?.get('steps');
    return isSeq(list) ? list.items.filter(isPlace) : [];
  });
  const step = asMap(steps[0]);
  const inputs = asMap(step?.get('with'));
  const isAction = /^docker\/build-push-action@/.test(String(step?.get('uses')));
  if (step === undefined || steps.length > 1 || !isAction) return 'is a command';
  const given = inputs?.get('context');
  if (inputs === undefined || typeof given !== 'string') return 'builds from the Git context';
  if (given.includes('{{')) return `has an expression as its context, ${given}`;
  const isDefault = dockerfile === joinPath(context, 'Dockerfile') && !pairOf(inputs, 'file');
  return listed([
    setInMap(text, inputs, 'context', context, 'file'),
    ...(isDefault ? [] : [setInMap(text, inputs, 'file', dockerfile, 'context')]),
  ]);
}

function listed(splices: readonly (Splice | undefined)[]): readonly Splice[] | string {
  const made = splices.filter((splice) => splice !== undefined);
  return made.length === splices.length ? made : 'is not written out as plain paths';
}

function relative(from: string, to: string): string {
  return posix.relative(from, to) || '.';
}
