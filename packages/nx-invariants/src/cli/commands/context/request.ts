import { type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isRemote } from '../../../deployment/builders/builder';
import { type Failure, failure, type Invocation, optionValue, type Surroundings } from '../../command';
import { readOperand } from '../../read-operand';

const maxDockerfileBytes = 4 * 1024 * 1024;

/** What is asked on the command line. Paths are absolute. */
export interface ContextRequest {
  readonly kind: 'request';
  readonly dockerfile: string;
  readonly text: string;
  /** Absent where it is asked which contexts fit. */
  readonly context: string | undefined;
  readonly target: string | undefined;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Named contexts, with their folder where it is one of this machine. */
  readonly namedContexts: ReadonlyMap<string, string | undefined>;
}

export function readRequest(invocation: Invocation, { cwd, env }: Surroundings): ContextRequest | Failure {
  const named = optionValue(invocation, 'context');
  const context = named === undefined ? undefined : resolve(cwd, named);
  if (context !== undefined && !isFolder(context)) {
    return failure(`There is no folder ${context}.`, 'name the build context with --context');
  }
  const dockerfile = resolve(cwd, invocation.operands[0] ?? join(context ?? cwd, 'Dockerfile'));
  const read = readOperand(cwd, dockerfile, maxDockerfileBytes);
  if (read.kind === 'failure') return read;
  const buildArgs = readBuildArgs(invocation.values.get('build-arg') ?? [], env);
  if (!(buildArgs instanceof Map)) return buildArgs;
  const namedContexts = readNamedContexts(invocation.values.get('build-context') ?? [], cwd);
  if (!(namedContexts instanceof Map)) return namedContexts;
  const target = optionValue(invocation, 'target');
  return { kind: 'request', dockerfile, text: read.text, context, target, buildArgs, namedContexts };
}

/** The text of a file, undefined where there is none: a folder is none. One that cannot be read is a failure. */
export function textAt(path: string): string | undefined | Failure {
  const read = readOperand('/', path, maxDockerfileBytes);
  if (read.kind === 'read') return read.text;
  return isFile(path) ? read : undefined;
}

/** As `docker build --build-arg`: `K=V`, or `K` for the environment's value, nothing if it has none. */
function readBuildArgs(
  given: readonly string[],
  env: { readonly [name: string]: string | undefined },
): Map<string, string> | Failure {
  const args = new Map<string, string>();
  for (const argument of given) {
    const { name, value } = pair(argument);
    if (name === '')
      return failure(`--build-arg ${argument} names no argument.`, 'write --build-arg NAME=VALUE');
    const known = value ?? env[name];
    if (known !== undefined) args.set(name, known);
  }
  return args;
}

/** As `docker buildx build --build-context`: a folder, or an image, repository or archive whose files are not known. */
function readNamedContexts(given: readonly string[], cwd: string): Map<string, string | undefined> | Failure {
  const contexts = new Map<string, string | undefined>();
  for (const argument of given) {
    const { name, value } = pair(argument);
    if (name === '' || value === undefined || value === '') {
      return failure(`--build-context ${argument} is not NAME=DIR.`, 'write --build-context NAME=DIR');
    }
    const folder = isRemote(value) ? undefined : resolve(cwd, value);
    if (folder !== undefined && !isFolder(folder)) {
      return failure(`There is no folder ${folder}.`, `name the folder of the context ${name}`);
    }
    contexts.set(name, folder);
  }
  return contexts;
}

function pair(argument: string): { readonly name: string; readonly value: string | undefined } {
  const equals = argument.indexOf('=');
  return equals < 0
    ? { name: argument, value: undefined }
    : { name: argument.slice(0, equals), value: argument.slice(equals + 1) };
}

function isFolder(path: string): boolean {
  return kindOf(path)?.isDirectory() === true;
}

function isFile(path: string): boolean {
  return kindOf(path)?.isFile() === true;
}

/** Undefined of what is not there, or cannot be reached: a loop of links, a folder without permission. */
function kindOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
