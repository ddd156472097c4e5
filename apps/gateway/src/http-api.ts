import { randomUUID } from 'node:crypto';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { EventPublisher } from './event-publisher.js';
import type { Contracts, Validation } from './lib/contracts.js';
import { isDeeperThan } from './lib/depth.js';
import type { JobSubmission, Producer } from './lib/documents.js';
import { planSubmission } from './lib/job-submission.js';
import {
  brokerUnavailable,
  invalidSubmission,
  notFound,
  PROBLEM_MEDIA_TYPE,
  type Problem,
  type RequestFailure,
  requestFailed,
} from './lib/problem.js';
import type { Metrics } from './metrics.js';

/** Largest request body, in bytes. */
const BODY_LIMIT = 64 * 1024;
/** Deepest nesting of a submission; consumers parse recursively. */
const DEPTH_LIMIT = 64;
const REQUEST_TIMEOUT_MS = 10_000;

export interface HttpApiParts {
  contracts: Contracts;
  publisher: EventPublisher;
  metrics: Metrics;
  producer: Producer;
  log: FastifyBaseLogger;
}

/** Builds the HTTP API; the caller makes it listen, and closes it. */
export function buildHttpApi({
  contracts,
  publisher,
  metrics,
  producer,
  log,
}: HttpApiParts): FastifyInstance {
  const api = fastify({ loggerInstance: log, bodyLimit: BODY_LIMIT, requestTimeout: REQUEST_TIMEOUT_MS });
  api.removeContentTypeParser('text/plain');

  api.setErrorHandler<Error & RequestFailure>((error, request, reply) => {
    const problem = requestFailed(error, BODY_LIMIT);
    if (problem.status >= 500) request.log.error(error);
    return sendProblem(reply, problem);
  });
  api.setNotFoundHandler((request, reply) => sendProblem(reply, notFound(request.method, request.url)));
  api.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const labels = { method: request.method, route, status: reply.statusCode };
    metrics.requestDuration.observe(labels, reply.elapsedTime / 1000);
  });

  api.post('/jobs', async (request, reply) => {
    const submission = readSubmission(contracts, request.body);
    if (!submission.valid) {
      metrics.jobs.inc({ outcome: 'invalid' });
      return sendProblem(reply, invalidSubmission(submission.violations));
    }
    const { event, answer } = planSubmission(contracts, submission.document, {
      jobId: randomUUID(),
      eventId: randomUUID(),
      correlationId: randomUUID(),
      now: new Date(),
      producer,
    });
    const outcome = await publisher.publish(event);
    switch (outcome.kind) {
      case 'confirmed':
        metrics.jobs.inc({ outcome: 'accepted' });
        return reply.code(201).send(answer);
      case 'unavailable':
        metrics.jobs.inc({ outcome: 'unavailable' });
        return sendProblem(reply, brokerUnavailable(outcome.reason));
    }
  });

  api.get('/healthz', async () => ({ status: 'ok' }));

  api.get('/readyz', async (_request, reply) => {
    if (publisher.isConnected()) return { status: 'ok' };
    return reply.code(503).send({ status: 'unavailable', missing: ['rabbitmq'] });
  });

  api.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  return api;
}

function readSubmission(contracts: Contracts, body: unknown): Validation<JobSubmission> {
  if (!isDeeperThan(body, DEPTH_LIMIT)) return contracts.jobSubmission(body);
  const message = `must not nest more than ${DEPTH_LIMIT} levels deep`;
  return { valid: false, violations: [{ path: '', keyword: 'depth', message }] };
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(PROBLEM_MEDIA_TYPE).send(problem);
}
