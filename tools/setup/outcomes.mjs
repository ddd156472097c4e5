/**
 * What a step of the set-up found or did. `remedy` is the command that would bring what is missing.
 *
 * @typedef {{ title: string, required: boolean } & (
 *   { kind: 'present' } | { kind: 'installed' } | { kind: 'missing', remedy: string }
 * )} Outcome
 */

/**
 * The account of a set-up. What is missing ends in an error only where nothing can run without it.
 *
 * @param {readonly Outcome[]} outcomes
 * @returns {{ lines: string[], exitCode: 0 | 1 }}
 */
export function render(outcomes) {
  const titles = (kind) => outcomes.filter((outcome) => outcome.kind === kind).map(({ title }) => title);
  const account = (verb, kind) => (titles(kind).length === 0 ? [] : [`${verb}: ${titles(kind).join(', ')}`]);
  const missing = outcomes.filter((outcome) => outcome.kind === 'missing');
  const impossible = missing.some(({ required }) => required);
  return {
    lines: [
      ...account('ready', 'present'),
      ...account('installed', 'installed'),
      ...missing.flatMap(({ title, remedy }) => [`MISSING: ${title}; install with:`, `  ${remedy}`]),
      ...(missing.length === 0
        ? []
        : [impossible ? 'nothing can run without it' : 'the checks that need what is missing will be red']),
    ],
    exitCode: impossible ? 1 : 0,
  };
}
