import { flagValue, hasFlag, type StartedProgram } from '../../scripts/started-program';

/** Whether a number ends anything: one that is 0, negative or without end does not. */
export function isLimit(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

/** Whether a duration or a count, in whatever unit it is written, is above 0. */
export function isAboveZero(text: string): boolean {
  return /[1-9]/.test(text) && !text.startsWith('-');
}

/** The value of a flag where it is given last, which is the one that counts; undefined where an expansion decides it. */
export function lastFlagValue(args: StartedProgram['args'], ...flags: readonly string[]): string | undefined {
  const last = args.findLastIndex((word) => hasFlag([word], ...flags));
  return last < 0 ? undefined : flagValue(args.slice(last), ...flags);
}
