/**
 * What a reader made of an input beside what the real tool made of it.
 *
 * @param ours `{kind: 'read', services, undecided}` or `{kind: 'refused', because, limit}`. `services` maps a name to its
 *   facts, subject by subject; a subject that the reader leaves open is `{undecided: reason}`. `undecided` holds the reasons
 *   why all of it is open. `limit` is the stated limit that made the reader refuse, when it is one
 * @param theirs `{kind: 'read', services}`, `{kind: 'refused', because}`, or `{kind: 'unasked', because}` where the tool
 *   could not answer
 * @returns {{standing: 'agree' | 'both refuse' | 'undecided' | 'disagree' | 'unasked', services: number, facts: number, reasons: string[]}}
 *   `facts`: how many subjects were found equal; `reasons`: of every standing but the first two
 */
export function compareReadings(ours, theirs) {
  const standing = (name, ...reasons) => ({ standing: name, services: 0, facts: 0, reasons });
  if (theirs.kind === 'unasked') return standing('unasked', theirs.because);
  if (ours.kind === 'refused') {
    if (ours.limit !== undefined) return standing('undecided', ours.limit);
    if (theirs.kind === 'refused') return standing('both refuse');
    return standing('disagree', `the reader refuses what the tool takes: ${ours.because}`);
  }
  if (ours.undecided.length > 0) return standing('undecided', ...new Set(ours.undecided));
  if (theirs.kind === 'refused') {
    const open = openReasons(ours.services);
    return open.length > 0
      ? standing('undecided', ...open)
      : standing('disagree', `the tool refuses: ${theirs.because}`);
  }
  return compareServices(ours.services, theirs.services);
}

function compareServices(ours, theirs) {
  const names = union(ours, theirs);
  const differences = [];
  const open = new Set();
  let facts = 0;
  for (const name of names) {
    const [mine, real] = [ours[name], theirs[name]];
    if (mine === undefined || real === undefined) {
      differences.push(`${name}: only ${mine === undefined ? 'the tool' : 'the reader'} has it`);
      continue;
    }
    for (const subject of union(mine, real)) {
      const value = mine[subject];
      if (value?.undecided !== undefined) open.add(value.undecided);
      else if (JSON.stringify(value) === JSON.stringify(real[subject])) facts += 1;
      else differences.push(`${name}: ${subject}: ${told(value)}, the tool says ${told(real[subject])}`);
    }
  }
  const standing = differences.length > 0 ? 'disagree' : open.size > 0 ? 'undecided' : 'agree';
  const reasons = standing === 'disagree' ? differences : [...open];
  return { standing, services: names.length, facts, reasons };
}

/** Why values are open: the tool may have refused one of them. */
function openReasons(services) {
  const values = Object.values(services).flatMap((facts) => Object.values(facts));
  return [...new Set(values.flatMap((value) => value?.undecided ?? []))];
}

function union(one, other) {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
}

function told(value) {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
