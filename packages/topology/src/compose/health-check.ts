import { type Fact, type Pace, readPace, type ServiceFacts } from '../topology';
import { at, itemsOf, printed, type Tree, textOf } from '../yaml/tree';

type HealthFacts = Pick<ServiceFacts, 'probes' | 'probeStatus'> & {
  readonly healthcheck: Fact<Pace> | undefined;
};

/** `disable: true` and a list that begins with NONE switch it off; without a test the image's one holds. */
export function readHealthCheck(service: Tree): HealthFacts {
  const entry = service.kind === 'mapping' ? service.entries.get('healthcheck') : undefined;
  if (entry === undefined) return { probes: [], probeStatus: 'unstated', healthcheck: undefined };
  const pace = readPace(entry.value, { interval: 'interval', timeout: 'timeout', retries: 'retries' });
  const location = entry.key.location;
  const healthcheck = { value: pace, location };
  const disabled = at(entry.value, 'disable');
  const test = at(entry.value, 'test');
  const first = printed(itemsOf(test)[0]);
  if ((disabled?.kind === 'scalar' && disabled.value === true) || first === 'NONE')
    return { probes: [], probeStatus: 'disabled', healthcheck };
  if (first === undefined && textOf(test) === undefined)
    return { probes: [], probeStatus: 'unstated', healthcheck };
  return { probes: [{ kind: 'healthcheck', location, pace }], probeStatus: 'present', healthcheck };
}
