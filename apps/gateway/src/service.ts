import { hostname } from 'node:os';
import type { FastifyBaseLogger } from 'fastify';
import { readContractSchemas, readVersionFile } from './files.js';
import { buildHttpApi } from './http-api.js';
import { readConfig } from './lib/config.js';
import { compileContracts } from './lib/contracts.js';
import type { Result } from './lib/result.js';
import { createMetrics } from './metrics.js';
import { openRabbitmqPublisher } from './rabbitmq-publisher.js';

export interface Service {
  /** Where the HTTP API listens. */
  url: string;
  /** Finishes the requests in flight, for `graceMs` milliseconds at most, then leaves the broker. */
  stop(graceMs?: number): Promise<void>;
}

/** Longer than a publish may wait for its confirm, shorter than the ten seconds containers are given to stop. */
const STOP_GRACE_MS = 7_000;

/**
 * Starts the gateway and listens on all interfaces. A missing broker is no obstacle; a wrong setting, version,
 * contract or port is, and comes back as problems. `programDir` is the directory the running program lies in.
 */
export async function startService(
  env: Record<string, string | undefined>,
  programDir: string,
  log: FastifyBaseLogger,
): Promise<Result<Service>> {
  const config = readConfig(env);
  if (!config.ok) return config;
  const { port, rabbitmqUrl, contractsDir } = config.value;
  const version = readVersionFile(programDir);
  if (!version.ok) return version;
  const schemas = readContractSchemas(programDir, contractsDir);
  if (!schemas.ok) return schemas;
  const contracts = compileContracts(schemas.value);
  if (!contracts.ok) return contracts;

  const publisher = await openRabbitmqPublisher(rabbitmqUrl, log);
  const metrics = createMetrics(publisher.isConnected);
  const producer = { service: 'gateway', instanceId: hostname(), version: version.value };
  const api = buildHttpApi({ contracts: contracts.value, publisher, metrics, producer, log });
  const stop = async (graceMs = STOP_GRACE_MS) => {
    const deadline = setTimeout(() => api.server.closeAllConnections(), graceMs);
    await api.close();
    clearTimeout(deadline);
    await publisher.close();
  };
  try {
    return { ok: true, value: { url: await api.listen({ host: '0.0.0.0', port }), stop } };
  } catch (error) {
    await stop();
    return { ok: false, problems: [`Cannot listen on port ${port}: ${(error as Error).message}.`] };
  }
}
