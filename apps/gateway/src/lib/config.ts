import type { Result } from './result.js';

export interface Config {
  /** TCP port of the HTTP API; 0 lets the system choose one. */
  port: number;
  rabbitmqUrl: string;
  /** Directory of the contract schemas; found from the program's own place when undefined. */
  contractsDir: string | undefined;
}

const DEFAULT_PORT = 3000;
const DEFAULT_RABBITMQ_URL = 'amqp://localhost:5672';

/** Reads the service's settings from environment variables. Reports every problem at once. */
export function readConfig(env: Record<string, string | undefined>): Result<Config> {
  const port = readPort(env.PORT);
  const rabbitmqUrl = readRabbitmqUrl(env.RABBITMQ_URL);
  if (port.ok && rabbitmqUrl.ok) {
    return {
      ok: true,
      value: {
        port: port.value,
        rabbitmqUrl: rabbitmqUrl.value,
        contractsDir: env.CONTRACTS_DIR || undefined,
      },
    };
  }
  return { ok: false, problems: [port, rabbitmqUrl].flatMap((read) => (read.ok ? [] : read.problems)) };
}

function readPort(text: string | undefined): Result<number> {
  if (!text) return { ok: true, value: DEFAULT_PORT };
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return { ok: true, value: port };
  return {
    ok: false,
    problems: [`PORT must be a whole number from 0 to 65535, not ${JSON.stringify(text)}.`],
  };
}

function readRabbitmqUrl(text: string | undefined): Result<string> {
  if (!text) return { ok: true, value: DEFAULT_RABBITMQ_URL };
  const protocol = URL.canParse(text) ? new URL(text).protocol : undefined;
  if (protocol === 'amqp:' || protocol === 'amqps:') return { ok: true, value: text };
  // The value may hold a password, so it is not repeated.
  return { ok: false, problems: ['RABBITMQ_URL must be a URL that begins with amqp:// or amqps://.'] };
}
