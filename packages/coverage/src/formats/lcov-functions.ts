import type { Unit } from '../report';
import { SeparateUnits } from '../separate-units';

/** An FN record. */
export interface FunctionStart {
  readonly name: string;
  readonly line: number;
}

export interface StartedFunction {
  /** What tells it from the other functions of its file. */
  readonly key: string;
  readonly line: number;
  didRun: boolean;
}

/**
 * The functions of a file that FN and FNDA tell. FN names one instantiation (generic Rust, C++ templates): there a line
 * may hold several names of one function. In JavaScript a name may be that of several functions (methods of two
 * classes): there every record is one.
 *
 * @param hits by name, in the order of the records
 * @param found the file's own count of its functions, FNF, which tells what a function is
 */
export function functionsOf(
  starts: readonly FunctionStart[],
  hits: ReadonlyMap<string, readonly number[]>,
  found: number | undefined,
): ReadonlyMap<string, Unit> {
  const names = new Map(starts.map(({ name, line }) => [name, line]));
  const didAnyRun = (name: string) => (hits.get(name) ?? []).some((count) => count > 0);
  if (found !== names.size && found === starts.length) return everyRecord(starts, hits);
  if (found !== names.size && found === new Set(starts.map(({ line }) => line)).size) {
    return functionsByKey(
      starts.map(({ name, line }) => ({ key: String(line), line, didRun: didAnyRun(name) })),
    );
  }
  return functionsByKey(
    [...names].map(([name, line]) => ({ key: `${line},${name}`, line, didRun: didAnyRun(name) })),
  );
}

/** Functions with one key are one, and ran if any of them did. */
export function functionsByKey(functions: Iterable<StartedFunction>): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const { key, line, didRun } of functions) {
    if (units.get(key)?.covered !== 1) units.set(key, unitOf(line, didRun));
  }
  return units;
}

/** The hits of functions with one name stand in the order of the functions. */
function everyRecord(
  starts: readonly FunctionStart[],
  hits: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, Unit> {
  const units = new SeparateUnits();
  const seen = new Map<string, number>();
  for (const { name, line } of starts) {
    const index = seen.get(name) ?? 0;
    seen.set(name, index + 1);
    units.add(`${line},${name}`, unitOf(line, (hits.get(name)?.[index] ?? 0) > 0));
  }
  return units.byKey;
}

const unitOf = (line: number, didRun: boolean): Unit => ({
  line: Math.max(1, line),
  weight: 1,
  covered: didRun ? 1 : 0,
});
