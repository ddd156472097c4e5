/**
 * What the engine says of a case beside what the builder did.
 *
 * @param resolution of `resolveBuildCase`
 * @param verdict of the builder: `{ok, error, line, files}`
 * @returns `standings`: right, wrong or undecided for each subject that can be compared; `different`: whether one is wrong;
 *   `undecided`: whether the verdict or the files are
 */
export function compareVerdict(resolution, verdict) {
  const outcome = resolution.kind === 'parse-error' ? 'fails' : resolution.outcome;
  const standings = { verdict: standingOfOutcome(outcome, verdict) };
  const image = resolution.kind === 'parse-error' ? undefined : resolution.image;
  if (verdict.ok && outcome === 'builds') {
    if (image.kind === 'unknown') standings.files = `undecided (${image.because})`;
    else
      standings.files = JSON.stringify(image.entries) === JSON.stringify(verdict.files) ? 'right' : 'wrong';
  }
  if (!verdict.ok && verdict.line !== null && outcome === 'fails') {
    // Instructions that fail at the same time are reported in any order.
    const lines =
      resolution.kind === 'parse-error'
        ? [resolution.line]
        : resolution.reasons.map(({ range }) => range?.line);
    standings.line = lines.includes(verdict.line) ? 'right' : 'wrong';
  }
  const different = Object.values(standings).includes('wrong');
  const undecided = standings.verdict === 'undecided' || standings.files?.startsWith('undecided');
  return { standings, different, undecided, told: tell(resolution, verdict) };
}

function standingOfOutcome(outcome, { ok }) {
  if (outcome === 'unknown') return 'undecided';
  return (outcome === 'builds') === ok ? 'right' : 'wrong';
}

function tell(resolution, { ok, error, line, files }) {
  const said =
    resolution.kind === 'parse-error'
      ? `parse error on line ${resolution.line}: ${resolution.message}`
      : JSON.stringify({
          outcome: resolution.outcome,
          reasons: resolution.reasons.map(({ reason, range }) => `${range?.line}: ${reason}`),
          image: resolution.image.entries ?? resolution.image.reason,
        });
  return `the engine: ${said}\nthe builder: ${ok ? `builds ${JSON.stringify(files)}` : `${line}: ${error}`}`;
}
