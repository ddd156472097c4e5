import { afterEach, expect, test } from 'vitest';
import { allInvariants, everyTask, observatory, reportOf, startAfresh, tasksThat } from './observatory';

afterEach(startAfresh);

const adopt = ['generate', 'nx-invariants:adopt', '--owner=@observatory/maintainers', '--expires=30'];

interface Floors {
  readonly thresholds: { [project: string]: { min: number; warn?: number } };
}
const processorFloor = () =>
  (JSON.parse(observatory.read('coverage-config.json')) as Floors).thresholds.processor;

test('a workspace that is red is green once it is adopted, and red at what comes after', async () => {
  observatory.replace('apps/gateway/Dockerfile', 'COPY apps/gateway/VERSION', 'COPY VERSION');
  observatory.write('apps/read-model/VERSION', '0.2.0\n');
  observatory.editJson<Floors>('coverage-config.json', ({ thresholds }) => {
    thresholds.processor = { ...thresholds.processor, min: 100, warn: 100 };
  });
  const unknown = await observatory.nx(adopt);
  expect(unknown.code).toBe(1);
  expect(unknown.output).toMatch(
    /What fails today is not known: .* is stale.*\. Run "nx run-many -t invariants" first/,
  );

  const red = await observatory.nx(allInvariants);
  const failed = [
    'gateway:check-docker-context',
    'processor:check-coverage',
    'read-model:check-service-version',
  ];
  expect(tasksThat(red, 'failed'), red.output).toEqual(failed);

  const before = await changes();
  const tried = await observatory.nx([...adopt, '--dry-run']);
  expect(tried.code, tried.output).toBe(0);
  expect(await changes()).toEqual(before);

  const adopted = await observatory.nx(adopt);
  expect(adopted.code, adopted.output).toBe(0);
  expect(adopted.output).toContain('CREATE invariants.waivers.json');
  expect(adopted.output).toMatch(/the floor of processor is \d+ % instead of 100 %/);
  expect(processorFloor()).toMatchObject({ warn: 100 });
  expect(processorFloor()?.min).toBeLessThan(100);

  const green = await observatory.nx(allInvariants);
  expect(green.code, green.output).toBe(0);
  expect(Object.keys(green.tasks).sort()).toEqual(everyTask());
  expect(failed.map((task) => reportOf(task).verdict)).toEqual(['holds', 'warns', 'holds']);

  const after = await changes();
  const again = await observatory.nx(adopt);
  expect(again.code, again.output).toBe(0);
  expect(again.output).toContain('nothing: no check fails with what a waiver could accept');
  expect(await changes()).toEqual(after);

  observatory.replace('apps/gateway/Dockerfile', 'COPY VERSION', 'COPY VERSIONS');
  const later = await observatory.nx(allInvariants);
  expect(tasksThat(later, 'failed'), later.output).toEqual(['gateway:check-docker-context']);
});

/** How the tracked files differ from the commit, and the waivers, which it has none of. */
async function changes(): Promise<readonly string[]> {
  const file = 'invariants.waivers.json';
  const waivers = observatory.has(file) ? [observatory.read(file)] : [];
  return [await observatory.succeed('git', ['diff', 'HEAD', '--', '.']), ...waivers];
}
