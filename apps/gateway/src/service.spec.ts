import { connect as connectTcp } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startService } from './service.js';

const log = pino({ enabled: false });
const NO_BROKER = 'amqp://127.0.0.1:1';

async function started(env: Record<string, string> = {}) {
  const service = await startService(
    { PORT: '0', RABBITMQ_URL: NO_BROKER, ...env },
    import.meta.dirname,
    log,
  );
  if (!service.ok) throw new Error(service.problems.join());
  return service.value;
}

describe('startService', () => {
  it('starts without a broker, says so, and stops', async () => {
    const { url, stop } = await started();
    const health = await fetch(`${url}/healthz`);
    const ready = await fetch(`${url}/readyz`);
    const answers = [health.status, await health.json(), ready.status, await ready.json()];
    await stop();
    expect(answers).toEqual([200, { status: 'ok' }, 503, { status: 'unavailable', missing: ['rabbitmq'] }]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('stops in spite of a client that never finishes its request', async () => {
    const { url, stop } = await started();
    const client = connectTcp(Number(new URL(url).port), '127.0.0.1');
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.on('error', () => {});
    client.write(
      'POST /jobs HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stop(50);
    await closed;
  });

  it.each([
    [{ PORT: 'http' }, import.meta.dirname, 'PORT must be a whole number from 0 to 65535, not "http".'],
    [{}, '/', '/VERSION cannot be read: '],
    [{ CONTRACTS_DIR: '/nowhere' }, import.meta.dirname, '/nowhere/event-envelope.json cannot be read: '],
  ])('reports what it cannot start with: %j in %s', async (env, programDir, problem) => {
    const service = await startService(env, programDir, log);
    expect(service).toMatchObject({ ok: false });
    if (!service.ok) expect(service.problems[0]).toContain(problem);
  });

  it('reports a port that is taken', async () => {
    const { url, stop } = await started();
    const port = new URL(url).port;
    const second = await startService({ PORT: port, RABBITMQ_URL: NO_BROKER }, import.meta.dirname, log);
    await stop();
    expect(second).toEqual({
      ok: false,
      problems: [expect.stringContaining(`Cannot listen on port ${port}: listen EADDRINUSE`)],
    });
  });
});
