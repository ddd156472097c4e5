import { readCommands } from '@nx-invariants/portable-scripts';
import type { FindingDraft } from '../../check/finding';
import type { ScriptUnit } from '../../scripts/script-unit';
import { startedProgram } from '../../scripts/started-program';
import { type FrozenByThemselves, installers, installFault } from './install-commands';

/** The commands of a step or a RUN that install or build without heeding a lock, and those that cannot be told. */
export async function installFindings(
  { file, text, interpreter, label, place }: ScriptUnit,
  frozen: FrozenByThemselves,
): Promise<FindingDraft[]> {
  if (!installers.test(text)) return [];
  const { commands, unread } = await readCommands(text, interpreter);
  const findings = commands.flatMap(({ words, start }): FindingDraft[] => {
    const program = startedProgram(words);
    const fault = program && installFault(program, frozen);
    if (!fault) return [];
    const { severity, message, expected, fix } = fault;
    return [{ severity, file, ...place(start), message: `${label}: ${message}`, expected, fix }];
  });
  const hidden = unread.filter((part) => installers.test(part.text));
  return [
    ...findings,
    ...hidden.map(
      ({ start, reason }): FindingDraft => ({
        severity: 'error',
        undecided: true,
        file,
        ...place(start),
        message: `${label}: what it installs cannot be told: ${reason}`,
        expected: 'commands that this check can read',
        fix: 'write the installing command in a plainer way, in a step or RUN of its own',
      }),
    ),
  ];
}
