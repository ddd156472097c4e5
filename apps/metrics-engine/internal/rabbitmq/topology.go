package rabbitmq

import (
	"fmt"

	amqp "github.com/rabbitmq/amqp091-go"
)

const (
	eventsExchange = "observatory.events"
	eventsQueue    = "metrics-engine.events"
	eventsBinding  = "job.*"
	// deadLetters names both the exchange that takes rejected messages and the queue that keeps them.
	deadLetters = "metrics-engine.dead-letter"
	// prefetch bounds what an unhealthy store can make this process hold.
	prefetch = 16
)

// declare makes the exchanges, queues and bindings this consumer needs; what exists with the same properties stays.
func declare(channel *amqp.Channel) error {
	if err := channel.ExchangeDeclare(eventsExchange, amqp.ExchangeTopic, true, false, false, false, nil); err != nil {
		return fmt.Errorf("declare exchange %s: %w", eventsExchange, err)
	}
	if err := channel.ExchangeDeclare(deadLetters, amqp.ExchangeFanout, true, false, false, false, nil); err != nil {
		return fmt.Errorf("declare exchange %s: %w", deadLetters, err)
	}
	if _, err := channel.QueueDeclare(deadLetters, true, false, false, false, nil); err != nil {
		return fmt.Errorf("declare queue %s: %w", deadLetters, err)
	}
	if err := channel.QueueBind(deadLetters, "", deadLetters, false, nil); err != nil {
		return fmt.Errorf("bind queue %s: %w", deadLetters, err)
	}
	arguments := amqp.Table{"x-dead-letter-exchange": deadLetters}
	if _, err := channel.QueueDeclare(eventsQueue, true, false, false, false, arguments); err != nil {
		return fmt.Errorf("declare queue %s: %w", eventsQueue, err)
	}
	if err := channel.QueueBind(eventsQueue, eventsBinding, eventsExchange, false, nil); err != nil {
		return fmt.Errorf("bind queue %s to %s: %w", eventsQueue, eventsBinding, err)
	}
	return channel.Qos(prefetch, 0, false)
}
