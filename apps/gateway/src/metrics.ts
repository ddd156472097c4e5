import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one gateway, in a registry of their own. `isBrokerConnected` is asked at each scrape. */
export function createMetrics(isBrokerConnected: () => boolean) {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'gateway_broker_connected',
    help: 'Whether RabbitMQ is connected (1) or not (0).',
    registers,
    collect() {
      this.set(isBrokerConnected() ? 1 : 0);
    },
  });
  return {
    registry,
    jobs: new Counter({
      name: 'gateway_jobs_total',
      help: 'Job submissions by outcome: accepted, invalid (breaks the contract), unavailable (not published).',
      labelNames: ['outcome'] as const,
      registers,
    }),
    requestDuration: new Histogram({
      name: 'gateway_http_request_duration_seconds',
      help: 'Time from the request to the end of its answer, by method, route and status.',
      labelNames: ['method', 'route', 'status'] as const,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
