import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContractSchemas } from '../files.js';
import { compileContracts } from './contracts.js';
import { planSubmission, type SubmissionContext } from './job-submission.js';

const schemas = readContractSchemas(import.meta.dirname, undefined);
if (!schemas.ok) throw new Error(schemas.problems.join());
const compiled = compileContracts(schemas.value);
if (!compiled.ok) throw new Error(compiled.problems.join());
const contracts = compiled.value;

const context: SubmissionContext = {
  jobId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  eventId: '0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11',
  correlationId: 'f4a3c1d2-8b6e-4c1a-9e57-2a6d7b1c0e94',
  now: new Date('2026-03-01T09:30:00.000Z'),
  producer: { service: 'gateway', instanceId: 'gateway-1', version: '0.1.0' },
};

describe('planSubmission', () => {
  it('plans a job.submitted event and the answer that names it', () => {
    const job = {
      id: context.jobId,
      type: 'report.monthly',
      status: 'PENDING',
      createdAt: '2026-03-01T09:30:00.000Z',
      payload: { month: '2026-02' },
      metadata: { team: 'finance' },
    };
    const { type, payload, metadata } = job;
    expect(planSubmission(contracts, { type, payload, metadata }, context)).toEqual({
      event: {
        contractVersion: contracts.envelopeVersion,
        eventType: 'job.submitted',
        eventId: context.eventId,
        occurredAt: '2026-03-01T09:30:00.000Z',
        producer: context.producer,
        correlationId: context.correlationId,
        idempotencyKey: `job.submitted:${context.jobId}`,
        payload: { job },
      },
      answer: { job, eventId: context.eventId, correlationId: context.correlationId },
    });
  });

  it('keeps both contracts for whatever submission is valid', () => {
    const submission = fc.record(
      {
        type: fc.stringMatching(/^[a-z][a-z0-9]{0,9}([.-][a-z0-9]{1,9}){1,3}$/),
        payload: fc.dictionary(fc.string(), fc.jsonValue()),
        metadata: fc.dictionary(fc.string(), fc.string(), { maxKeys: 32 }),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(submission, (document) => {
        const checked = contracts.jobSubmission(document);
        if (!checked.valid) throw new Error(JSON.stringify(checked.violations));
        const { event, answer } = planSubmission(contracts, checked.document, context);
        expect(contracts.eventEnvelope(event).valid).toBe(true);
        expect(contracts.job(event.payload.job).valid).toBe(true);
        expect(contracts.jobAccepted(answer).valid).toBe(true);
      }),
    );
  });

  it('throws rather than build a document that breaks its contract', () => {
    expect(() => planSubmission(contracts, { type: 'email.send' }, { ...context, jobId: 'job-1' })).toThrow(
      /^The gateway built a document that breaks its contract: \/id must match pattern/,
    );
  });

  it('names the whole document when no single value is at fault', () => {
    const withExtra = { type: 'email.send', priority: 'high' };
    expect(() => planSubmission(contracts, withExtra, context)).toThrow(
      'The gateway built a document that breaks its contract: / must not have the property "priority".',
    );
  });
});
