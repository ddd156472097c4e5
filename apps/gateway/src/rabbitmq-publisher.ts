import { type ChannelModel, type ConfirmChannel, connect, IllegalOperationError } from 'amqplib';
import type { EventPublisher, PublishOutcome } from './event-publisher.js';
import type { EventEnvelope } from './lib/documents.js';

const EXCHANGE = 'observatory.events';

/** All in milliseconds. The delay between attempts to connect doubles from the initial to the maximum one. */
const TIMING = { initialDelay: 250, maxDelay: 10_000, connectTimeout: 5_000, confirmTimeout: 5_000 };

export interface BrokerLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/**
 * Opens a publisher that keeps itself connected to RabbitMQ. Resolves before the first connection is
 * established and never gives up on it; until then, and whenever it is lost, publishing is `unavailable`.
 */
export async function openRabbitmqPublisher(
  url: string,
  log: BrokerLog,
  { connectTo = connect, timing = TIMING } = {},
): Promise<EventPublisher> {
  let channel: ConfirmChannel | undefined;
  const returned = new Set<string>();

  const openChannel = async (model: ChannelModel) => {
    model.on('error', (error) => log.warn({ error: error.message }, 'RabbitMQ connection failed'));
    const opened = await model.createConfirmChannel();
    opened.on('error', (error) => log.warn({ error: error.message }, 'RabbitMQ channel failed'));
    opened.on('return', (message) => returned.add(message.properties.messageId));
    // Only connections are recovered, so one without its channel is given up; it may be closing already.
    opened.on('close', () => {
      channel = undefined;
      model.close().catch(() => {});
    });
    await opened.assertExchange(EXCHANGE, 'topic', { durable: true });
    channel = opened;
  };

  const { initialDelay, maxDelay, connectTimeout } = timing;
  const connection = await connectTo(url, {
    timeout: connectTimeout,
    recovery: { initialDelay, maxDelay, waitForConnect: false, setup: openChannel },
  });
  const broker = new URL(url).host;
  connection.on('error', () => {}); // each model reports its own
  connection.on('connect', () => log.info({ broker }, 'RabbitMQ connected'));
  connection.on('reconnect-scheduled', ({ attempt, delay, error }) =>
    log.warn({ broker, attempt, delay, error: error.message }, 'RabbitMQ is not connected; trying again'),
  );

  const publish = (event: EventEnvelope) =>
    new Promise<PublishOutcome>((resolve, reject) => {
      if (!channel) return resolve(unavailable('the message broker is not connected'));
      const timer = setTimeout(
        () => resolve(unavailable('the message broker did not confirm it in time')),
        timing.confirmTimeout,
      );
      const settle = (error: unknown) => {
        clearTimeout(timer);
        // A broker returns a mandatory message before it confirms it.
        const unroutable = returned.delete(event.eventId);
        if (error) return resolve(unavailable('the message broker did not take it'));
        resolve(unroutable ? unavailable('no consumer has a queue for it') : { kind: 'confirmed' });
      };
      try {
        channel.publish(
          EXCHANGE,
          event.eventType,
          Buffer.from(JSON.stringify(event)),
          { persistent: true, mandatory: true, contentType: 'application/json', messageId: event.eventId },
          settle,
        );
      } catch (error) {
        clearTimeout(timer);
        if (error instanceof IllegalOperationError)
          return resolve(unavailable('the message broker is not connected'));
        reject(error);
      }
    });

  return { isConnected: () => channel !== undefined, publish, close: () => connection.close() };
}

function unavailable(reason: string): PublishOutcome {
  return { kind: 'unavailable', reason };
}
