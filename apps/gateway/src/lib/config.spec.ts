import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const PORT_PROBLEM = (value: string) => `PORT must be a whole number from 0 to 65535, not "${value}".`;
const URL_PROBLEM = 'RABBITMQ_URL must be a URL that begins with amqp:// or amqps://.';

describe('readConfig', () => {
  it.each([
    [{}, { port: 3000, rabbitmqUrl: 'amqp://localhost:5672', contractsDir: undefined }],
    [
      { PORT: '', RABBITMQ_URL: '', CONTRACTS_DIR: '' },
      { port: 3000, rabbitmqUrl: 'amqp://localhost:5672', contractsDir: undefined },
    ],
    [
      { PORT: '0', RABBITMQ_URL: 'amqps://user:secret@broker:5671/jobs', CONTRACTS_DIR: '/contracts' },
      { port: 0, rabbitmqUrl: 'amqps://user:secret@broker:5671/jobs', contractsDir: '/contracts' },
    ],
    [{ PORT: '65535' }, { port: 65_535, rabbitmqUrl: 'amqp://localhost:5672', contractsDir: undefined }],
  ])('reads %j', (env, value) => {
    expect(readConfig(env)).toEqual({ ok: true, value });
  });

  it.each([
    [{ PORT: '65536' }, [PORT_PROBLEM('65536')]],
    [{ PORT: '-1' }, [PORT_PROBLEM('-1')]],
    [{ PORT: '3e3' }, [PORT_PROBLEM('3e3')]],
    [{ PORT: ' 80' }, [PORT_PROBLEM(' 80')]],
    [{ RABBITMQ_URL: 'http://broker' }, [URL_PROBLEM]],
    [{ RABBITMQ_URL: 'broker' }, [URL_PROBLEM]],
    [{ PORT: 'abc', RABBITMQ_URL: 'amqp:secret@' }, [PORT_PROBLEM('abc')]],
    [{ PORT: 'abc', RABBITMQ_URL: 'secret' }, [PORT_PROBLEM('abc'), URL_PROBLEM]],
  ])('refuses %j', (env, problems) => {
    expect(readConfig(env)).toEqual({ ok: false, problems });
  });
});
