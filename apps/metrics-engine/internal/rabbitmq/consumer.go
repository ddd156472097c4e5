// Package rabbitmq consumes the observatory's events, through lost connections and unready stores.
package rabbitmq

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/nx-invariants/observatory/metrics-engine/internal/backoff"
	"github.com/nx-invariants/observatory/metrics-engine/internal/ingest"
)

const (
	dialTimeout = 5 * time.Second
	heartbeat   = 10 * time.Second
)

// Handler decides about one message.
type Handler interface {
	Handle(ctx context.Context, message []byte) ingest.Settlement
}

// session is one connection that delivers messages until it breaks.
type session interface {
	Deliveries() <-chan amqp.Delivery
	Close() error
}

// Consumer feeds messages to a Handler, one at a time, and reconnects with bounded back-off.
type Consumer struct {
	connect   func() (session, error)
	handler   Handler
	backoff   backoff.Policy
	log       *slog.Logger
	consuming atomic.Bool
}

// NewConsumer checks the URL (amqp://[user:password@]host:port/vhost); Run connects.
func NewConsumer(url string, handler Handler, policy backoff.Policy, log *slog.Logger) (*Consumer, error) {
	if _, err := amqp.ParseURI(url); err != nil {
		// The cause may quote the URL, which may hold a password.
		return nil, errors.New("RABBITMQ_URL is not an AMQP URL; expected amqp://[user:password@]host:port/vhost")
	}
	connect := func() (session, error) { return open(url) }
	return &Consumer{connect: connect, handler: handler, backoff: policy, log: log}, nil
}

// Check is nil while messages can arrive.
func (c *Consumer) Check(context.Context) error {
	if !c.consuming.Load() {
		return errors.New("not consuming")
	}
	return nil
}

// Run consumes until the context is done. It never gives up on the broker: attempts are at most Policy.Max apart.
func (c *Consumer) Run(ctx context.Context) {
	for attempt := 0; ctx.Err() == nil; attempt++ {
		session, err := c.connect()
		if err != nil {
			c.log.Warn("broker unreachable", "attempt", attempt, "retryIn", c.backoff.Delay(attempt).String(), "error", err.Error())
			_ = c.backoff.Wait(ctx, attempt)
			continue
		}
		attempt = 0
		c.log.Info("consuming", "queue", eventsQueue)
		if err := c.consume(ctx, session); ctx.Err() == nil {
			c.log.Warn("broker lost", "error", err.Error())
			_ = c.backoff.Wait(ctx, attempt)
		}
	}
}

// consume handles deliveries until the session breaks or the context is done; unsettled messages go back to the broker.
func (c *Consumer) consume(ctx context.Context, session session) error {
	c.consuming.Store(true)
	defer c.consuming.Store(false)
	defer session.Close()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case delivery, open := <-session.Deliveries():
			if !open {
				return errors.New("the broker closed the channel")
			}
			if err := c.settle(ctx, delivery); err != nil {
				return fmt.Errorf("settle message %d: %w", delivery.DeliveryTag, err)
			}
		}
	}
}

// settle handles one delivery and tells the broker. A message whose store is unready is held, not requeued: order is
// kept and the broker is not spun.
func (c *Consumer) settle(ctx context.Context, delivery amqp.Delivery) error {
	for attempt := 0; ; attempt++ {
		switch settlement := c.handler.Handle(ctx, delivery.Body); settlement {
		case ingest.Acknowledge:
			return delivery.Ack(false)
		case ingest.DeadLetter:
			return delivery.Nack(false, false)
		case ingest.Retry:
			if err := c.backoff.Wait(ctx, attempt); err != nil {
				return delivery.Nack(false, true)
			}
		default:
			panic(fmt.Sprintf("rabbitmq: unknown settlement %d", settlement))
		}
	}
}

type brokerSession struct {
	connection *amqp.Connection
	deliveries <-chan amqp.Delivery
}

func (s brokerSession) Deliveries() <-chan amqp.Delivery { return s.deliveries }
func (s brokerSession) Close() error                     { return s.connection.Close() }

func open(url string) (session, error) {
	connection, err := amqp.DialConfig(url, amqp.Config{Heartbeat: heartbeat, Dial: amqp.DefaultDial(dialTimeout)})
	if err != nil {
		return nil, err
	}
	deliveries, err := subscribe(connection)
	if err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return brokerSession{connection: connection, deliveries: deliveries}, nil
}

func subscribe(connection *amqp.Connection) (<-chan amqp.Delivery, error) {
	channel, err := connection.Channel()
	if err != nil {
		return nil, fmt.Errorf("open channel: %w", err)
	}
	if err := declare(channel); err != nil {
		return nil, err
	}
	deliveries, err := channel.Consume(eventsQueue, "", false, false, false, false, nil)
	if err != nil {
		return nil, fmt.Errorf("consume %s: %w", eventsQueue, err)
	}
	return deliveries, nil
}
