import { type Fact, type Pace, type ProbeFact, readPace, type ServiceFacts } from '../../topology';
import { at, itemsOf, printed, type Tree, textOf } from '../../yaml/tree';

/** `disable: true` and a list that begins with NONE switch it off; without a test the image's one holds. */
export function readHealthcheck(tree: Tree): Pick<ServiceFacts, 'probes' | 'probeStatus'> {
  const entry = tree.kind === 'mapping' ? tree.entries.get('healthcheck') : undefined;
  const disabled = at(entry?.value, 'disable');
  const test = at(entry?.value, 'test');
  const first = printed(itemsOf(test)[0]);
  if (disabled?.kind === 'scalar' && disabled.value === true) return { probes: [], probeStatus: 'disabled' };
  if (first === 'NONE') return { probes: [], probeStatus: 'disabled' };
  if (entry === undefined || (first === undefined && textOf(test) === undefined)) {
    return { probes: [], probeStatus: 'unstated' };
  }
  const probe: ProbeFact = {
    kind: 'healthcheck',
    location: entry.key.location,
    pace: paceOf(entry.value),
  };
  return { probes: [probe], probeStatus: 'present' };
}

export function readHealthPace(tree: Tree): Fact<Pace> | undefined {
  const entry = tree.kind === 'mapping' ? tree.entries.get('healthcheck') : undefined;
  return entry && { value: paceOf(entry.value), location: entry.key.location };
}

function paceOf(healthcheck: Tree): Pace {
  return readPace(healthcheck, { interval: 'interval', timeout: 'timeout', retries: 'retries' });
}
