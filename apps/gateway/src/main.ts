import { pino } from 'pino';
import { startService } from './service.js';

const log = pino({ name: 'gateway' });
const service = await startService(process.env, import.meta.dirname, log);

if (service.ok) {
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'Stopping');
    service.value.stop().catch((error) => {
      log.error(error);
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} else {
  for (const problem of service.problems) log.fatal(problem);
  process.exitCode = 1;
}
