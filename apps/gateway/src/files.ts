import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ContractSchemas } from './lib/contracts.js';
import type { Result } from './lib/result.js';
import { readVersion } from './lib/version.js';

/** Reads VERSION beside the directory of the program: the service's folder, or the image's working directory. */
export function readVersionFile(programDir: string): Result<string> {
  const path = join(programDir, '..', 'VERSION');
  const content = readText(path);
  return content.ok ? readVersion(content.value) : content;
}

/**
 * Reads the contract schemas from `contractsDir`, or, without one, from the nearest contracts/schemas at or above
 * `programDir`: the repository's in a checkout, /app/contracts/schemas in an image.
 */
export function readContractSchemas(
  programDir: string,
  contractsDir: string | undefined,
): Result<ContractSchemas> {
  const dir = contractsDir ?? findContractsDir(programDir);
  if (dir === undefined) {
    return {
      ok: false,
      problems: [
        `No contracts/schemas at or above ${programDir}; set CONTRACTS_DIR to the directory of the schemas.`,
      ],
    };
  }
  const eventEnvelope = readSchema(join(dir, 'event-envelope.json'));
  const job = readSchema(join(dir, 'job.json'));
  const jobAccepted = readSchema(join(dir, 'job-accepted.json'));
  if (eventEnvelope.ok && job.ok && jobAccepted.ok) {
    return {
      ok: true,
      value: { eventEnvelope: eventEnvelope.value, job: job.value, jobAccepted: jobAccepted.value },
    };
  }
  return {
    ok: false,
    problems: [eventEnvelope, job, jobAccepted].flatMap((read) => (read.ok ? [] : read.problems)),
  };
}

function findContractsDir(from: string): string | undefined {
  const candidate = join(from, 'contracts', 'schemas');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  return parent === from ? undefined : findContractsDir(parent);
}

function readSchema(path: string): Result<object> {
  const content = readText(path);
  if (!content.ok) return content;
  try {
    return { ok: true, value: JSON.parse(content.value) };
  } catch (error) {
    return { ok: false, problems: [`${path} is not JSON: ${(error as Error).message}.`] };
  }
}

function readText(path: string): Result<string> {
  try {
    return { ok: true, value: readFileSync(path, 'utf8') };
  } catch (error) {
    return { ok: false, problems: [`${path} cannot be read: ${(error as Error).message}.`] };
  }
}
