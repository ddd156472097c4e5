/** What a run of `nx affected` compared. */
export interface Comparison {
  /** As it was named: a revision. */
  readonly base: string;
  /** As it was named; undefined where the working tree was compared. */
  readonly head: string | undefined;
}

/** Options with which `nx affected` asks for less than all that the change affects, or compares something else. */
const narrowing = ['exclude', 'files', 'uncommitted', 'untracked'];

/**
 * What a run of nx compared if it asked for a target of everything that the change affects; undefined for every other
 * run, since what it did not reach for it did not find unaffected.
 *
 * @param argv of the nx process: node, nx, command, options.
 * @param target the target that must be among those asked for.
 */
export function comparisonOf(
  argv: readonly string[],
  env: { readonly [name: string]: string | undefined },
  target: string,
  defaultBase: string,
): Comparison | undefined {
  const [command, ...args] = argv.slice(2);
  if (command !== 'affected') return undefined;
  const options = optionsOf(args);
  const given = (name: string) => options.get(name)?.at(-1);
  const targets = ['t', 'target', 'targets'].flatMap((name) => options.get(name) ?? []);
  if (!targets.flatMap((value) => value.split(',')).includes(target)) return undefined;
  if (narrowing.some((name) => options.has(name))) return undefined;
  return {
    base: given('base') ?? (env.NX_BASE || defaultBase),
    head: given('head') ?? (env.NX_HEAD || undefined),
  };
}

/** Every option with all of its values, as nx takes them: `-t a b`, `-t=a,b`, `--base main`. */
function optionsOf(args: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const options = new Map<string, string[]>();
  let values: string[] = [];
  for (const arg of args) {
    if (arg === '--') break;
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) {
      values.push(arg);
      continue;
    }
    values = options.get(name) ?? [];
    options.set(name, values);
    if (value !== undefined) values.push(value);
  }
  return options;
}
