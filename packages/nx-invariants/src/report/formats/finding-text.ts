import type { Finding } from '../../check/finding';

/** What a finding says beside its message, in lines: what is expected, how to fix it, who accepts it. */
export function findingDetails({ expected, fix, waivedBy }: Finding): string[] {
  return [
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
    ...(waivedBy === undefined
      ? []
      : [`waived until ${waivedBy.expires} by ${waivedBy.owner}: ${waivedBy.reason}`]),
  ];
}

/** How a finding weighs now: one that is waived fails nothing, one that is undecided does. */
export function weightOf({ severity, undecided, waivedBy }: Finding): Finding['severity'] {
  if (waivedBy !== undefined) return 'note';
  return undecided ? 'error' : severity;
}
