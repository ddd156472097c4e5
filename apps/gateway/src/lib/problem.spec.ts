import { describe, expect, it } from 'vitest';
import { brokerUnavailable, invalidSubmission, notFound, requestFailed } from './problem.js';

const violations = [{ path: '/type', keyword: 'type', message: 'must be string' }];
const LIMIT = 1024;

describe('problems', () => {
  it.each([
    [
      notFound('GET', '/job'),
      404,
      'Not Found',
      'There is no GET /job here. Jobs are submitted by POST /jobs.',
    ],
    [
      brokerUnavailable('the message broker is not connected'),
      503,
      'Service Unavailable',
      'The job was not accepted: the message broker is not connected. Submit it again later.',
    ],
    [
      requestFailed({ statusCode: 413, message: 'too large' }, LIMIT),
      413,
      'Payload Too Large',
      'The body is larger than 1024 bytes.',
    ],
    [
      requestFailed({ statusCode: 415, message: 'unsupported' }, LIMIT),
      415,
      'Unsupported Media Type',
      'The body must be JSON: send it with Content-Type: application/json.',
    ],
    [
      requestFailed({ message: 'password is hunter2' }, LIMIT),
      500,
      'Internal Server Error',
      'The gateway failed; its log has the reason.',
    ],
  ])('%#: %j', (problem, status, title, detail) => {
    expect(problem).toEqual({ type: 'about:blank', status, title, detail });
  });

  it('lists the violations of a submission', () => {
    expect(invalidSubmission(violations)).toEqual({
      type: 'about:blank',
      status: 400,
      title: 'Bad Request',
      detail: 'The body is not a valid job submission; see errors.',
      errors: violations,
    });
  });

  it('reports a body that cannot be parsed as a violation of the whole document', () => {
    expect(requestFailed({ statusCode: 400, message: 'Body is not valid JSON' }, LIMIT)).toEqual(
      invalidSubmission([{ path: '', keyword: 'json', message: 'Body is not valid JSON' }]),
    );
  });
});
