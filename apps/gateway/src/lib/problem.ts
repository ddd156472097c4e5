import { STATUS_CODES } from 'node:http';
import type { Violation } from './contracts.js';

/** An error answer as RFC 9457 writes it, extended by the list of violations. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  errors?: Violation[];
}

/** The media type of a Problem (RFC 9457, section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

function problem(status: number, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] as string, status, detail };
}

export function notFound(method: string, path: string): Problem {
  return problem(404, `There is no ${method} ${path} here. Jobs are submitted by POST /jobs.`);
}

export function brokerUnavailable(reason: string): Problem {
  return problem(503, `The job was not accepted: ${reason}. Submit it again later.`);
}

export function invalidSubmission(violations: Violation[]): Problem {
  return { ...problem(400, 'The body is not a valid job submission; see errors.'), errors: violations };
}

/** What the HTTP layer knows of a request that failed before or inside its handler. */
export interface RequestFailure {
  statusCode?: number;
  message: string;
}

/**
 * The answer to a request that failed. `bodyLimit` is in bytes.
 * Only the client's own errors are explained: the words of an internal one may hold what is nobody's business.
 */
export function requestFailed(failure: RequestFailure, bodyLimit: number): Problem {
  switch (failure.statusCode) {
    case 400:
      return invalidSubmission([{ path: '', keyword: 'json', message: failure.message }]);
    case 413:
      return problem(413, `The body is larger than ${bodyLimit} bytes.`);
    case 415:
      return problem(415, 'The body must be JSON: send it with Content-Type: application/json.');
    default:
      return problem(500, 'The gateway failed; its log has the reason.');
  }
}
