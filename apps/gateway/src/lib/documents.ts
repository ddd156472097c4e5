/** The documents of contracts/schemas as TypeScript sees them. The schemas are the authority. */

export type JobStatus = 'PENDING' | 'EXECUTING' | 'COMPLETED' | 'FAILED';

export interface Job {
  id: string;
  type: string;
  status: JobStatus;
  createdAt: string;
  updatedAt?: string;
  payload?: Record<string, unknown>;
  metadata?: Record<string, string>;
}

/** What a client may say about a job; the gateway decides the rest. */
export type JobSubmission = Pick<Job, 'type' | 'payload' | 'metadata'>;

export interface Producer {
  service: string;
  instanceId: string;
  version: string;
}

export interface EventEnvelope {
  contractVersion: string;
  eventType: 'job.submitted' | 'job.started' | 'job.completed' | 'job.failed';
  eventId: string;
  occurredAt: string;
  producer: Producer;
  correlationId: string;
  idempotencyKey: string;
  payload: { job: Job };
}

export interface JobAccepted {
  job: Job;
  eventId: string;
  correlationId: string;
}
