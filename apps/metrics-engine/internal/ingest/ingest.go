// Package ingest decides what becomes of one message: counted, dead-lettered, or kept until the stores answer again.
package ingest

import (
	"context"
	"errors"
	"log/slog"

	"github.com/nx-invariants/observatory/metrics-engine/internal/counting"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

// Settlement is what the broker is told about a message.
type Settlement int

const (
	// Acknowledge: the effect of the message is stored.
	Acknowledge Settlement = iota
	// DeadLetter: the message can never be processed.
	DeadLetter
	// Retry: the message is fine, a store is not.
	Retry
)

// ErrRefused is wrapped by an Archive when the store refuses this document, and would refuse it every time.
var ErrRefused = errors.New("the document was refused")

// reasonRefused labels rejections that the store, not the contract, decided.
const reasonRefused = "store-refused"

// Archive keeps the events. Store succeeds when the event is in the archive, however often it is called for one key.
type Archive interface {
	Store(ctx context.Context, event validator.Event) error
}

// Tally keeps the counters. Count applies all increments at once and only the first time it sees the key; counted says
// whether this was that time.
type Tally interface {
	Count(ctx context.Context, idempotencyKey string, increments []counting.Increment) (counted bool, err error)
}

// Recorder observes decisions.
type Recorder interface {
	Counted(eventType string)
	Duplicate()
	Rejected(reason string)
	StoreFailed(store string)
}

// EventValidator turns a message body into an event; its errors are *validator.InvalidError.
type EventValidator interface {
	Event(message []byte) (validator.Event, error)
}

// Ingest handles messages, one effect per idempotency key.
type Ingest struct {
	Validator EventValidator
	Archive   Archive
	Tally     Tally
	Recorder  Recorder
	Log       *slog.Logger
}

// Handle validates, archives and counts one message. Archive and tally are each idempotent by key, so that a redelivery
// after a crash between the two completes the work instead of repeating it.
func (in *Ingest) Handle(ctx context.Context, message []byte) Settlement {
	event, err := in.Validator.Event(message)
	if err != nil {
		return in.reject(rejectionReason(err), err)
	}
	if err := in.Archive.Store(ctx, event); errors.Is(err, ErrRefused) {
		return in.reject(reasonRefused, err)
	} else if err != nil {
		return in.retry(ctx, "mongodb", err)
	}
	counted, err := in.Tally.Count(ctx, event.IdempotencyKey, counting.Of(event))
	if err != nil {
		return in.retry(ctx, "redis", err)
	}
	if counted {
		in.Recorder.Counted(event.Type)
	} else {
		in.Recorder.Duplicate()
	}
	return Acknowledge
}

// Reasons lists every label Recorder.Rejected is called with.
func Reasons() []string {
	reasons := []string{reasonRefused}
	for _, reason := range validator.Reasons() {
		reasons = append(reasons, string(reason))
	}
	return reasons
}

func rejectionReason(err error) string {
	var invalid *validator.InvalidError
	if !errors.As(err, &invalid) {
		panic("ingest: the validator returned something other than *validator.InvalidError: " + err.Error())
	}
	return string(invalid.Reason)
}

func (in *Ingest) reject(reason string, err error) Settlement {
	in.Recorder.Rejected(reason)
	in.Log.Warn("event dead-lettered", "reason", reason, "error", err.Error())
	return DeadLetter
}

func (in *Ingest) retry(ctx context.Context, store string, err error) Settlement {
	if ctx.Err() == nil {
		in.Recorder.StoreFailed(store)
		in.Log.Warn("event kept for another try", "store", store, "error", err.Error())
	}
	return Retry
}
