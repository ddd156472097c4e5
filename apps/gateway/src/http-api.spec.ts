import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { EventPublisher, PublishOutcome } from './event-publisher.js';
import { readContractSchemas } from './files.js';
import { buildHttpApi } from './http-api.js';
import { compileContracts } from './lib/contracts.js';
import type { EventEnvelope } from './lib/documents.js';
import { createMetrics } from './metrics.js';

const schemas = readContractSchemas(import.meta.dirname, undefined);
if (!schemas.ok) throw new Error(schemas.problems.join());
const compiled = compileContracts(schemas.value);
if (!compiled.ok) throw new Error(compiled.problems.join());
const contracts = compiled.value;

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const producer = { service: 'gateway', instanceId: 'gateway-1', version: '0.1.0' };
const submission = { type: 'report.monthly', payload: { month: '2026-02' } };

/** A gateway whose broker is a list, unless it answers otherwise. */
function gateway({
  connected = true,
  publish = async (): Promise<PublishOutcome> => ({ kind: 'confirmed' }),
} = {}) {
  const published: EventEnvelope[] = [];
  const publisher: EventPublisher = {
    isConnected: () => connected,
    publish: (event) => {
      published.push(event);
      return publish();
    },
    close: async () => {},
  };
  const metrics = createMetrics(publisher.isConnected);
  const api = buildHttpApi({ contracts, publisher, metrics, producer, log: pino({ enabled: false }) });
  const metric = async (line: string) => (await metrics.registry.metrics()).split('\n').includes(line);
  return { api, published, metric };
}

describe('POST /jobs', () => {
  it('publishes a valid envelope and answers 201 with a valid job-accepted', async () => {
    const { api, published, metric } = gateway();
    const response = await api.inject({ method: 'POST', url: '/jobs', payload: submission });

    expect(response.statusCode).toBe(201);
    const answer = response.json();
    expect(contracts.jobAccepted(answer)).toEqual({ valid: true, document: answer });
    expect(answer.job).toEqual({
      ...submission,
      id: expect.stringMatching(UUID),
      status: 'PENDING',
      createdAt: expect.any(String),
    });
    expect(published).toHaveLength(1);
    expect(contracts.eventEnvelope(published[0]).valid).toBe(true);
    expect(published[0]).toMatchObject({
      eventType: 'job.submitted',
      eventId: answer.eventId,
      correlationId: answer.correlationId,
      producer,
      payload: { job: answer.job },
    });
    expect(await metric('gateway_jobs_total{outcome="accepted"} 1')).toBe(true);
  });

  it('gives each submission ids of its own', async () => {
    const { api, published } = gateway();
    for (let i = 0; i < 2; i++) await api.inject({ method: 'POST', url: '/jobs', payload: submission });
    const ids = published.flatMap(({ eventId, correlationId, payload }) => [
      eventId,
      correlationId,
      payload.job.id,
    ]);
    expect(new Set(ids).size).toBe(6);
  });

  it('answers 400 with every violation and publishes nothing', async () => {
    const { api, published, metric } = gateway();
    const payload = { type: 'NO', status: 'COMPLETED', metadata: { tries: 1 } };
    const response = await api.inject({ method: 'POST', url: '/jobs', payload });

    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(
      response.json().errors.map((error: { path: string; keyword: string }) => [error.path, error.keyword]),
    ).toEqual([
      ['', 'additionalProperties'],
      ['/type', 'pattern'],
      ['/metadata/tries', 'type'],
    ]);
    expect(published).toEqual([]);
    expect(await metric('gateway_jobs_total{outcome="invalid"} 1')).toBe(true);
  });

  it.each([
    ['text that is not JSON', 400, 'application/json', '{"type":'],
    ['nothing', 400, 'application/json', ''],
    ['a prototype', 400, 'application/json', '{"type":"email.send","__proto__":{"status":"COMPLETED"}}'],
    [
      'a tower of arrays',
      400,
      'application/json',
      `{"type":"a.b","payload":{"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`,
    ],
    ['plain text', 415, 'text/plain', JSON.stringify(submission)],
    ['a form', 415, 'application/x-www-form-urlencoded', 'type=email.send'],
    [
      '65 KiB',
      413,
      'application/json',
      JSON.stringify({ type: 'email.send', payload: { text: 'x'.repeat(65 * 1024) } }),
    ],
  ])('refuses %s with %d', async (_name, status, contentType, payload) => {
    const { api, published } = gateway();
    const headers = { 'content-type': contentType };
    const response = await api.inject({ method: 'POST', url: '/jobs', headers, payload });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(published).toEqual([]);
  });

  it('answers 503 when the event is not published', async () => {
    const { api, metric } = gateway({
      publish: async () => ({ kind: 'unavailable', reason: 'the message broker is not connected' }),
    });
    const response = await api.inject({ method: 'POST', url: '/jobs', payload: submission });
    expect(response.statusCode).toBe(503);
    expect(response.json().detail).toBe(
      'The job was not accepted: the message broker is not connected. Submit it again later.',
    );
    expect(await metric('gateway_jobs_total{outcome="unavailable"} 1')).toBe(true);
  });

  it('answers 500 without the reason when something is broken', async () => {
    const { api } = gateway({ publish: () => Promise.reject(new Error('the secret reason')) });
    const response = await api.inject({ method: 'POST', url: '/jobs', payload: submission });
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
  });
});

describe('the operational endpoints', () => {
  it.each([
    [true, '/healthz', 200, { status: 'ok' }],
    [false, '/healthz', 200, { status: 'ok' }],
    [true, '/readyz', 200, { status: 'ok' }],
    [false, '/readyz', 503, { status: 'unavailable', missing: ['rabbitmq'] }],
  ])('with the broker connected: %s, %s answers %d', async (connected, url, status, body) => {
    const response = await gateway({ connected }).api.inject(url);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual(body);
  });

  it('serves metrics as Prometheus text', async () => {
    const { api } = gateway({ connected: false });
    await api.inject('/healthz');
    await api.inject('/no/such/path');
    const response = await api.inject('/metrics');
    expect(response.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = response.body.split('\n');
    expect(lines).toContain('gateway_broker_connected 0');
    expect(lines).toContain(
      'gateway_http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1',
    );
    expect(lines).toContain(
      'gateway_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
    );
  });

  it('answers 404 for any other path', async () => {
    const response = await gateway().api.inject('/job');
    expect(response.statusCode).toBe(404);
    expect(response.json().detail).toBe('There is no GET /job here. Jobs are submitted by POST /jobs.');
  });
});
