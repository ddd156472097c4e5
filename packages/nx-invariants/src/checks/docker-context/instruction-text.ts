import type { InstructionResolution } from '@nx-invariants/docker-context';

/** An instruction as a message names it. */
export function said({ keyword, sources }: InstructionResolution): string {
  const text = sources.map((source) => source.text).join(' ');
  return text === '' ? keyword : `${keyword} ${text}`;
}
