import { parseJson } from '../../config/json-document';
import { isRecord } from '../../config/record';
import { textsIn } from '../../config/text-list';
import {
  type BuilderReading,
  type DefinitionBuild,
  isRemote,
  localBuilder,
  mergeBuilders,
  namedFolders,
  noBuilders,
  pathFrom,
  unread,
  unreadableBuilder,
} from './builder';

type Target = Record<string, unknown>;

/**
 * The images that a bake builds (Docker's "Bake file reference"): the targets that are named, else the group or target
 * `default`, with what they inherit, and the targets that are contexts of these. Contexts are relative to the folder
 * that the command runs in.
 *
 * @param texts the JSON files in the order they are merged.
 */
export function bakeBuilders(call: DefinitionBuild, texts: readonly string[]): BuilderReading {
  const groups = new Map<string, unknown>();
  const targets = new Map<string, Target>();
  for (const text of texts) {
    const parsed = parseJson(text);
    if (!parsed.ok || !isRecord(parsed.document.value))
      return unknown(call, 'its bake file is no JSON object');
    const { group, target } = parsed.document.value;
    for (const [name, value] of entriesOf(group)) groups.set(name, value.targets);
    for (const [name, value] of entriesOf(target))
      targets.set(name, mergeTargets([record(targets.get(name)), value]));
  }
  const wanted = new Map<string, Target | undefined>();
  const open = call.targets.length > 0 ? [...call.targets] : ['default'];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (wanted.has(name)) continue;
    const lineage = lineageOf(name, targets);
    if (lineage.length > maxLineage)
      return unknown(call, `the target ${name} inherits more than ${maxLineage} others`);
    const target = lineage.length === 0 ? undefined : mergeTargets(lineage);
    wanted.set(name, target);
    for (const member of textsIn(groups.get(name))) open.push(member);
    for (const context of textsIn(Object.values(record(target?.contexts)))) {
      if (context.startsWith('target:')) open.push(context.slice('target:'.length));
    }
  }
  const missing = [...wanted.keys()].find((name) => !groups.has(name) && !targets.has(name));
  if (missing !== undefined) return unknown(call, `its bake files have no target ${missing}`);
  return mergeBuilders(
    [...wanted.values()].flatMap((target) => (target === undefined ? [] : [targetBuilder(call, target)])),
  );
}

/** More is no bake file that somebody wrote; the time to merge targets stays in proportion to their number. */
const maxLineage = 1000;

/**
 * A target and all that it inherits, those it overrides first: each once, where it counts most, since the later of two
 * parents wins. Empty if there is none of the name.
 */
function lineageOf(name: string, targets: ReadonlyMap<string, Target>): Target[] {
  const lineage = new Map<string, Target>();
  const open = [name];
  for (let next = open.pop(); next !== undefined && lineage.size <= maxLineage; next = open.pop()) {
    const target = targets.get(next);
    if (target === undefined || lineage.has(next)) continue;
    lineage.set(next, target);
    for (const parent of textsIn(target.inherits)) open.push(parent);
  }
  return [...lineage.values()].reverse();
}

/** One target of several, of which a later one overrides the attributes of those before it. */
function mergeTargets(chain: readonly Target[]): Target {
  const target: Target = {};
  const args: Target = {};
  const contexts: Target = {};
  for (const each of chain) {
    Object.assign(target, each);
    Object.assign(args, record(each.args));
    Object.assign(contexts, record(each.contexts));
  }
  return { ...target, args, contexts };
}

function targetBuilder(call: DefinitionBuild, target: Target): BuilderReading {
  if (typeof target['dockerfile-inline'] === 'string') return noBuilders;
  const { matrix, context = '.', dockerfile = 'Dockerfile', target: stage, args, contexts } = target;
  const decisive = [
    context,
    dockerfile,
    stage,
    ...Object.values(record(args)),
    ...Object.values(record(contexts)),
  ];
  const expression = decisive.find((value) => typeof value === 'string' && value.includes('${'));
  if (matrix !== undefined || expression !== undefined) {
    return unknown(
      call,
      matrix === undefined ? `it is given by an expression, ${expression}` : 'a target has a matrix',
    );
  }
  if (typeof context !== 'string' || typeof dockerfile !== 'string')
    return unknown(call, 'a target is malformed');
  if (isRemote(context)) return noBuilders;
  const { source, label, location } = call;
  const folder = pathFrom(call.folder, context);
  return localBuilder({
    source,
    label,
    location,
    dockerfile: pathFrom(folder, dockerfile),
    context: folder,
    appliesIgnoreFile: true,
    target: typeof stage === 'string' ? stage : undefined,
    args: new Map(texts(args)),
    namedContexts: namedFolders(call.folder, texts(contexts)),
  });
}

function unknown(call: DefinitionBuild, reason: string): BuilderReading {
  return unreadableBuilder(call, unread(reason, 'write the bake file so that it can be read statically'));
}

function record(value: unknown): Target {
  return isRecord(value) ? value : {};
}

function entriesOf(value: unknown): [string, Target][] {
  return Object.entries(record(value)).map(([name, entry]) => [name, record(entry)]);
}

function texts(value: unknown): [string, string][] {
  return Object.entries(record(value)).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text]] : [],
  );
}
