import type { Contracts, Validator } from './contracts.js';
import type { EventEnvelope, Job, JobAccepted, JobSubmission, Producer } from './documents.js';

/** What the outside world decides about one submission. Ids are lower-case UUIDs. */
export interface SubmissionContext {
  jobId: string;
  eventId: string;
  correlationId: string;
  now: Date;
  producer: Producer;
}

export interface PlannedSubmission {
  event: EventEnvelope;
  /** The answer to give once the event is published. */
  answer: JobAccepted;
}

/**
 * Turns a valid submission into the event to publish and the answer to give.
 * Throws when one of them would break its contract, which is a bug of the gateway and never the client's fault.
 */
export function planSubmission(
  contracts: Contracts,
  submission: JobSubmission,
  context: SubmissionContext,
): PlannedSubmission {
  const { jobId, eventId, correlationId, now, producer } = context;
  const job = conforming<Job>(contracts.job, {
    ...submission,
    id: jobId,
    status: 'PENDING',
    createdAt: now.toISOString(),
  });
  const event = conforming<EventEnvelope>(contracts.eventEnvelope, {
    contractVersion: contracts.envelopeVersion,
    eventType: 'job.submitted',
    eventId,
    occurredAt: now.toISOString(),
    producer,
    correlationId,
    idempotencyKey: `job.submitted:${jobId}`,
    payload: { job },
  });
  return { event, answer: conforming<JobAccepted>(contracts.jobAccepted, { job, eventId, correlationId }) };
}

function conforming<T>(validate: Validator<T>, document: T): T {
  const validation = validate(document);
  if (validation.valid) return validation.document;
  const reasons = validation.violations.map(({ path, message }) => `${path || '/'} ${message}`);
  throw new Error(`The gateway built a document that breaks its contract: ${reasons.join('; ')}.`);
}
