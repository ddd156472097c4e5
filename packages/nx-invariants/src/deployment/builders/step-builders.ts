import type { Location } from '../../check/finding';
import { joinPath } from '../../workspace/paths';
import { bakeCommand, buildCommands } from './build-command';
import {
  type BuilderReading,
  byExpression,
  isRemote,
  localBuilder,
  namedFolders,
  noBuilders,
  pairsOf,
  pathFrom,
  unreadableBuilder,
  unsaid,
} from './builder';
import { expand, type Values } from './expressions';
import { locatedBuild } from './located-build';

/** A step of a job or of a composite action, as far as it decides what it builds. */
export interface Step {
  /** A scalar by its path of keys. */
  readonly text: (...path: string[]) => string | undefined;
  readonly values: Values;
  /** `defaults.run.working-directory` of its job or its workflow. */
  readonly folder: string | undefined;
  readonly label: string;
  readonly location: Location;
}

/** The images that a step builds: docker/build-push-action, docker/bake-action, and `docker build` in its script. */
export function stepBuilders(step: Step): BuilderReading[] {
  const uses = step.text('uses') ?? '';
  return [
    ...(/^docker\/build-push-action@/i.test(uses) ? [actionBuilder(step)] : []),
    ...(/^docker\/bake-action@/i.test(uses) ? [bakeAction(step)] : []),
    ...runBuilders(step),
  ];
}

/**
 * docker/build-push-action (v6): without `context` it builds from a Git context, to which no ignore file applies;
 * `file` defaults to the context's Dockerfile and is relative to the workspace for a path context.
 */
function actionBuilder({ text, values, label, location }: Step): BuilderReading {
  const input = (name: string) => expand(text('with', name) ?? '', values);
  const given = input('context');
  const context = given === '' ? '.' : given.replace(/^\{\{defaultContext\}\}:?/, '') || '.';
  const isGit = given === '' || given.startsWith('{{defaultContext}}');
  const file = input('file');
  const target = input('target');
  const unreadable = [context, file, target].find((value) => value.includes('${{'));
  if (unreadable !== undefined) {
    return unreadableBuilder({ label, location }, byExpression(unreadable));
  }
  if (isRemote(context)) return noBuilders;
  const base = file === '' || (isGit && given !== '') ? context : '.';
  return localBuilder({
    source: 'workflow',
    label,
    location,
    dockerfile: pathFrom(base, file === '' ? 'Dockerfile' : file),
    context: joinPath(context),
    appliesIgnoreFile: !isGit,
    target: target === '' ? undefined : target,
    args: pairLines(input('build-args')),
    namedContexts: namedFolders('.', pairLines(input('build-contexts'))),
  });
}

/** docker/bake-action (v6): `files` and `targets` as lists; the files of a Git source are those of the repository. */
function bakeAction({ text, values, label, location }: Step): BuilderReading {
  const input = (name: string) => expand(text('with', name) ?? '', values);
  const listed = (name: string) =>
    input(name)
      .split(/[\n,]/)
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const source = input('source');
  const folder = input('workdir') || (/^[{a-z]+[:{]/.test(source) ? '.' : source) || '.';
  const [files, targets] = [listed('files'), listed('targets')];
  const expression = [folder, input('set'), ...files, ...targets].find((value) => value.includes('${{'));
  if (expression !== undefined) {
    return unreadableBuilder({ label, location }, byExpression(expression));
  }
  const flags = [
    ...files.map((file) => `--file=${file}`),
    ...listed('set').map((setting) => `--set=${setting}`),
  ];
  return locatedBuild(bakeCommand([...flags, ...targets], '.'), 'workflow', label, location, folder);
}

function runBuilders({ text, values, folder: ofJob, label, location }: Step): BuilderReading[] {
  const script = text('run');
  if (script === undefined) return [];
  const folder = expand(text('working-directory') ?? ofJob ?? '.', values);
  return buildCommands(expand(script, values)).map((reading) =>
    folder.includes('${{')
      ? unreadableBuilder({ label, location }, unsaid(`its folder is given by an expression, ${folder}`))
      : locatedBuild(reading, 'workflow', label, location, folder),
  );
}

function pairLines(text: string): Map<string, string> {
  return new Map([...pairsOf(text.split('\n'))].map(([name, value]) => [name.trim(), value.trim()]));
}
