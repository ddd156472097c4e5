import { EventEmitter } from 'node:events';
import { type ChannelModel, type connect, IllegalOperationError, type Options } from 'amqplib';
import { describe, expect, it, vi } from 'vitest';
import type { EventEnvelope } from './lib/documents.js';
import { openRabbitmqPublisher } from './rabbitmq-publisher.js';

const event: EventEnvelope = {
  contractVersion: '1.0.0',
  eventType: 'job.submitted',
  eventId: '0b7e1c3e-55a7-4f6e-9d0c-3d5a3b8e2f11',
  occurredAt: '2026-03-01T09:30:00.125Z',
  producer: { service: 'gateway', instanceId: 'gateway-1', version: '0.1.0' },
  correlationId: 'f4a3c1d2-8b6e-4c1a-9e57-2a6d7b1c0e94',
  idempotencyKey: 'job.submitted:7c9e6679-7425-40de-944b-e07fc1f90ae7',
  payload: {
    job: {
      id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      type: 'a.b',
      status: 'PENDING',
      createdAt: '2026-03-01T09:30:00Z',
    },
  },
};

const timing = { initialDelay: 5, maxDelay: 20, connectTimeout: 1000, confirmTimeout: 50 };

type Confirm = (error: unknown) => void;

/** Stands where the broker does: a channel whose confirms the test gives. */
class FakeChannel extends EventEmitter {
  readonly exchanges: unknown[] = [];
  readonly published: { exchange: string; key: string; content: unknown; options: Options.Publish }[] = [];
  onPublish: (confirm: Confirm) => void = (confirm) => confirm(null);

  async assertExchange(...exchange: unknown[]) {
    this.exchanges.push(exchange);
  }

  publish(exchange: string, key: string, content: Buffer, options: Options.Publish, confirm: Confirm) {
    this.published.push({ exchange, key, content: JSON.parse(content.toString()), options });
    this.onPublish(confirm);
    return true;
  }
}

class FakeModel extends EventEmitter {
  readonly channel = new FakeChannel();
  readonly close = vi.fn(async () => {});
  readonly createConfirmChannel = async () => this.channel;
}

async function openWithFake() {
  const log = { info: vi.fn(), warn: vi.fn() };
  const connection = Object.assign(new EventEmitter(), { close: vi.fn(async () => {}) });
  let options: { timeout?: number; recovery: { setup: (model: ChannelModel) => Promise<void> } } | undefined;
  const connectTo = async (_url: string, given: typeof options) => {
    options = given;
    return connection;
  };
  const publisher = await openRabbitmqPublisher('amqp://user:secret@broker:5673', log, {
    connectTo: connectTo as unknown as typeof connect,
    timing,
  });
  const connectModel = async () => {
    const model = new FakeModel();
    await options?.recovery.setup(model as unknown as ChannelModel);
    return model;
  };
  return { publisher, connection, connectModel, log, options };
}

describe('openRabbitmqPublisher', () => {
  it('publishes persistent, mandatory messages to the durable topic exchange', async () => {
    const { publisher, connectModel } = await openWithFake();
    const { channel } = await connectModel();
    expect(await publisher.publish(event)).toEqual({ kind: 'confirmed' });
    expect(channel.exchanges).toEqual([['observatory.events', 'topic', { durable: true }]]);
    expect(channel.published).toEqual([
      {
        exchange: 'observatory.events',
        key: 'job.submitted',
        content: event,
        options: {
          persistent: true,
          mandatory: true,
          contentType: 'application/json',
          messageId: event.eventId,
        },
      },
    ]);
  });

  it.each<[string, (channel: FakeChannel) => void, string]>([
    [
      'refuses it',
      (channel) => {
        channel.onPublish = (confirm) => confirm(new Error('nack'));
      },
      'the message broker did not take it',
    ],
    [
      'returns it',
      (channel) => {
        channel.onPublish = (confirm) => {
          channel.emit('return', { properties: { messageId: event.eventId } });
          confirm(null);
        };
      },
      'no consumer has a queue for it',
    ],
    [
      'is silent',
      (channel) => {
        channel.onPublish = () => {};
      },
      'the message broker did not confirm it in time',
    ],
    [
      'closes the channel meanwhile',
      (channel) => {
        channel.onPublish = () => {
          throw new IllegalOperationError('Channel closed');
        };
      },
      'the message broker is not connected',
    ],
  ])('is unavailable when the broker %s', async (_case, arrange, reason) => {
    const { publisher, connectModel } = await openWithFake();
    const { channel } = await connectModel();
    arrange(channel);
    expect(await publisher.publish(event)).toEqual({ kind: 'unavailable', reason });
  });

  it('passes on what is neither', async () => {
    const { publisher, connectModel } = await openWithFake();
    const { channel } = await connectModel();
    channel.onPublish = () => {
      throw new TypeError('a bug');
    };
    await expect(publisher.publish(event)).rejects.toThrow('a bug');
  });

  it('forgets a returned message once it is settled', async () => {
    const { publisher, connectModel } = await openWithFake();
    const { channel } = await connectModel();
    channel.emit('return', { properties: { messageId: event.eventId } });
    expect((await publisher.publish(event)).kind).toBe('unavailable');
    expect((await publisher.publish(event)).kind).toBe('confirmed');
  });

  it('follows the connection: absent, open, lost, open again', async () => {
    const { publisher, connectModel } = await openWithFake();
    const notConnected = { kind: 'unavailable', reason: 'the message broker is not connected' };
    expect([publisher.isConnected(), await publisher.publish(event)]).toEqual([false, notConnected]);
    const first = await connectModel();
    expect(publisher.isConnected()).toBe(true);
    first.channel.emit('close');
    expect([publisher.isConnected(), await publisher.publish(event)]).toEqual([false, notConnected]);
    expect(first.close).toHaveBeenCalledOnce();
    const second = await connectModel();
    expect(await publisher.publish(event)).toEqual({ kind: 'confirmed' });
    expect([first.channel.published.length, second.channel.published.length]).toEqual([0, 1]);
  });

  it('survives and logs the errors of connection and channel, without the password', async () => {
    const { connectModel, connection, log } = await openWithFake();
    const model = await connectModel();
    model.close.mockRejectedValue(new IllegalOperationError('already closing'));
    model.emit('error', new Error('heartbeat timeout'));
    model.channel.emit('error', new Error('PRECONDITION_FAILED'));
    model.channel.emit('close');
    connection.emit('error', new Error('heartbeat timeout'));
    connection.emit('connect', model);
    connection.emit('reconnect-scheduled', { attempt: 1, delay: 250, error: new Error('heartbeat timeout') });
    expect(log.warn.mock.calls).toEqual([
      [{ error: 'heartbeat timeout' }, 'RabbitMQ connection failed'],
      [{ error: 'PRECONDITION_FAILED' }, 'RabbitMQ channel failed'],
      [
        { broker: 'broker:5673', attempt: 1, delay: 250, error: 'heartbeat timeout' },
        'RabbitMQ is not connected; trying again',
      ],
    ]);
    expect(log.info.mock.calls).toEqual([[{ broker: 'broker:5673' }, 'RabbitMQ connected']]);
  });

  it('closes the connection', async () => {
    const { publisher, connection } = await openWithFake();
    await publisher.close();
    expect(connection.close).toHaveBeenCalledOnce();
  });

  it('tries again, with delays that stay below the maximum, while no broker listens', async () => {
    const log = { info: vi.fn(), warn: vi.fn() };
    const publisher = await openRabbitmqPublisher('amqp://127.0.0.1:1', log, { timing });
    await vi.waitFor(() => expect(log.warn.mock.calls.length).toBeGreaterThanOrEqual(5));
    await publisher.close();
    const attempts = log.warn.mock.calls.map(([details]) => details);
    expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, index) => index + 1));
    expect(Math.max(...attempts.map(({ delay }) => delay))).toBeLessThanOrEqual(timing.maxDelay);
    expect(attempts.every(({ error }) => error.includes('ECONNREFUSED'))).toBe(true);
    const count = log.warn.mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 3 * timing.maxDelay));
    expect(log.warn.mock.calls.length).toBe(count);
  });
});
