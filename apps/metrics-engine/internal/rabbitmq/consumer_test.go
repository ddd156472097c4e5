package rabbitmq

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/nx-invariants/observatory/metrics-engine/internal/backoff"
	"github.com/nx-invariants/observatory/metrics-engine/internal/ingest"
)

// broker delivers messages and writes down how they were settled, and after how long.
type broker struct {
	mutex   sync.Mutex
	started time.Time
	settled []string
	ackErr  error
}

func (b *broker) note(text string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.settled = append(b.settled, fmt.Sprintf("%s after %s", text, time.Since(b.started)))
}

func (b *broker) Ack(tag uint64, _ bool) error {
	b.note(fmt.Sprintf("ack %d", tag))
	return b.ackErr
}

func (b *broker) Nack(tag uint64, _, requeue bool) error {
	b.note(fmt.Sprintf("nack %d requeue=%v", tag, requeue))
	return nil
}

func (b *broker) Reject(tag uint64, _ bool) error {
	b.note(fmt.Sprintf("reject %d", tag))
	return nil
}

func (b *broker) session(bodies ...string) *fakeSession {
	deliveries := make(chan amqp.Delivery, len(bodies))
	for i, body := range bodies {
		deliveries <- amqp.Delivery{Acknowledger: b, DeliveryTag: uint64(i + 1), Body: []byte(body)}
	}
	return &fakeSession{deliveries: deliveries}
}

type fakeSession struct {
	deliveries chan amqp.Delivery
	closed     bool
}

func (s *fakeSession) Deliveries() <-chan amqp.Delivery { return s.deliveries }
func (s *fakeSession) Close() error {
	s.closed = true
	return nil
}

// script settles a message by its body: "ok", "bad", or "down:N", unready for N attempts.
type script struct{ attempts map[string]int }

func (s *script) Handle(_ context.Context, message []byte) ingest.Settlement {
	body := string(message)
	if body == "bad" {
		return ingest.DeadLetter
	}
	var unready int
	if _, err := fmt.Sscanf(body, "down:%d", &unready); err == nil && s.attempts[body] < unready {
		s.attempts[body]++
		return ingest.Retry
	}
	return ingest.Acknowledge
}

func consumerOf(connect func() (session, error)) *Consumer {
	return &Consumer{
		connect: connect,
		handler: &script{attempts: map[string]int{}},
		backoff: backoff.Policy{First: time.Second, Max: 4 * time.Second},
		log:     slog.New(slog.DiscardHandler),
	}
}

func TestRunSettlesEachMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &broker{started: time.Now()}
		connected := b.session("ok", "bad", "down:4", "ok", "down:1000000")
		consumer := consumerOf(func() (session, error) { return connected, nil })
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { consumer.Run(ctx); close(stopped) }()

		time.Sleep(30 * time.Second)
		if err := consumer.Check(ctx); err != nil {
			t.Errorf("while consuming: %v", err)
		}
		stop()
		<-stopped

		want := []string{
			"ack 1 after 0s", "nack 2 requeue=false after 0s", "ack 3 after 11s", "ack 4 after 11s", "nack 5 requeue=true after 30s",
		}
		if !reflect.DeepEqual(b.settled, want) {
			t.Errorf("got  %q\nwant %q", b.settled, want)
		}
		if err := consumer.Check(ctx); err == nil {
			t.Error("a stopped consumer passed the check")
		}
		if !connected.closed {
			t.Error("the connection was left open")
		}
	})
}

func TestRunReconnectsWithBoundedBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &broker{started: time.Now()}
		lost := b.session("ok")
		close(lost.deliveries)
		sessions := []*fakeSession{nil, nil, nil, nil, nil, lost, nil, b.session("ok")}
		var attempts []string
		consumer := consumerOf(func() (session, error) {
			attempts = append(attempts, time.Since(b.started).String())
			next := sessions[0]
			sessions = sessions[1:]
			if next == nil {
				return nil, errors.New("connection refused")
			}
			return next, nil
		})
		ctx, stop := context.WithCancel(t.Context())
		stopped := make(chan struct{})
		go func() { consumer.Run(ctx); close(stopped) }()

		time.Sleep(time.Second)
		if err := consumer.Check(ctx); err == nil {
			t.Error("an unconnected consumer passed the check")
		}
		time.Sleep(time.Minute)
		stop()
		<-stopped

		if want := []string{"0s", "1s", "3s", "7s", "11s", "15s", "16s", "18s"}; !reflect.DeepEqual(attempts, want) {
			t.Errorf("attempts: got %v, want %v", attempts, want)
		}
		if want := []string{"ack 1 after 15s", "ack 1 after 18s"}; !reflect.DeepEqual(b.settled, want) {
			t.Errorf("settled: got %v, want %v", b.settled, want)
		}
	})
}

func TestConsumeEndsWhenTheBrokerCannotBeTold(t *testing.T) {
	b := &broker{started: time.Now(), ackErr: amqp.ErrClosed}
	session := b.session("ok", "ok")
	err := consumerOf(nil).consume(t.Context(), session)
	if !errors.Is(err, amqp.ErrClosed) || len(b.settled) != 1 || !session.closed {
		t.Errorf("got %v after %q, closed=%v", err, b.settled, session.closed)
	}
}

func TestNewConsumerNamesTheVariableAndHidesThePassword(t *testing.T) {
	_, err := NewConsumer("http://user:hunter2@localhost", nil, backoff.Default, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "RABBITMQ_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
	if _, err := NewConsumer("amqp://localhost:5672/", nil, backoff.Default, nil); err != nil {
		t.Error(err)
	}
}
