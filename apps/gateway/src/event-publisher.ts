import type { EventEnvelope } from './lib/documents.js';

/** `unavailable` means that no consumer is certain to see the event; the reason is fit for a client's eyes. */
export type PublishOutcome = { kind: 'confirmed' } | { kind: 'unavailable'; reason: string };

/** The port to the message broker. */
export interface EventPublisher {
  isConnected(): boolean;
  /** Resolves once the broker has taken responsibility for the event, or it is clear that it will not. */
  publish(event: EventEnvelope): Promise<PublishOutcome>;
  close(): Promise<void>;
}
