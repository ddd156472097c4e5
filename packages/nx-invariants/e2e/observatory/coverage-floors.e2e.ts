import { afterEach, expect, test } from 'vitest';
import { errorsOf, observatory, reportOf, startAfresh, tasksThat } from './observatory';

afterEach(startAfresh);

const services = ['gateway', 'metrics-engine', 'processor', 'read-model', 'tui', 'web-pty-server', 'web-ui'];
const config = 'coverage-config.json';

/** A row of a coverage report, as far as the tests look at it. */
interface FloorRow {
  readonly part: string | null;
  readonly verdict: string;
  readonly covered: number;
  readonly total: number;
  readonly min: number;
}

const floorsOf = (project: string): readonly FloorRow[] =>
  (reportOf(`${project}:check-coverage`) as unknown as { details: { floors: readonly FloorRow[] } }).details
    .floors;

test('every service is held to its floor, and the validator of metrics-engine to one of its own', () => {
  const { thresholds } = JSON.parse(observatory.read(config)) as {
    thresholds: { [project: string]: { min: number } };
  };
  for (const service of services) {
    const [own] = floorsOf(service);
    expect(own, service).toMatchObject({ part: null, min: thresholds[service]?.min });
    expect(own?.total, service).toBeGreaterThan(0);
    expect(own?.verdict, service).toMatch(/^(pass|warn)$/);
  }
  expect(floorsOf('metrics-engine').find(({ part }) => part === 'validator')).toMatchObject({
    verdict: 'pass',
    min: 80,
  });
});

/** The floor that a share misses by one unit: the lowest with three decimals that lies above it. */
function oneUnitAbove({ covered, total }: FloorRow): number {
  const thousandths = (BigInt(covered) * 100_000n) / BigInt(total) + 1n;
  return Number(thousandths) / 1000;
}

test('two services miss a floor that is set one unit above what they reach by one unit', async () => {
  const services = ['processor', 'metrics-engine'];
  const parsed = JSON.parse(observatory.read(config)) as {
    thresholds: { [project: string]: { min: number; warn?: number } };
  };
  const reached = services.map((service) => floorsOf(service)[0] as FloorRow);
  for (const [index, service] of services.entries()) {
    const entry = parsed.thresholds[service];
    if (!entry) throw new Error(`no entry for ${service}`);
    entry.min = oneUnitAbove(reached[index] as FloorRow);
    delete entry.warn;
  }
  observatory.write(config, JSON.stringify(parsed, null, 2));
  const run = await observatory.nx([
    'run-many',
    '-t',
    'check-coverage',
    '-p',
    'processor,metrics-engine,gateway',
  ]);
  expect(run.code).not.toBe(0);
  expect(tasksThat(run, 'failed')).toEqual(['metrics-engine:check-coverage', 'processor:check-coverage']);
  for (const [index, service] of services.entries()) {
    const { covered, total } = reached[index] as FloorRow;
    expect(errorsOf(`${service}:check-coverage`)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(new RegExp(`\\(${covered}/${total}\\), below its floor of [\\d.]+%$`)),
        expected: `1 more of ${total} covered`,
      }),
    ]);
  }
});
