package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	"github.com/nx-invariants/observatory/metrics-engine/internal/counting"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

var submitted = validator.Event{Type: "job.submitted", IdempotencyKey: "k", JobStatus: "PENDING"}

type verdict struct {
	event validator.Event
	err   error
}

func (v verdict) Event([]byte) (validator.Event, error) { return v.event, v.err }

// world is an archive, a tally and a recorder that write down what they are asked.
type world struct {
	storeErr, countErr error
	seen               map[string]bool
	calls              []string
}

func (w *world) Store(_ context.Context, event validator.Event) error {
	w.calls = append(w.calls, "store "+event.IdempotencyKey)
	return w.storeErr
}

func (w *world) Count(_ context.Context, key string, increments []counting.Increment) (bool, error) {
	w.calls = append(w.calls, fmt.Sprintf("count %s %v", key, increments))
	if w.countErr != nil {
		return false, w.countErr
	}
	first := !w.seen[key]
	w.seen[key] = true
	return first, nil
}

func (w *world) Counted(eventType string) { w.calls = append(w.calls, "counted "+eventType) }
func (w *world) Duplicate()               { w.calls = append(w.calls, "duplicate") }
func (w *world) Rejected(reason string)   { w.calls = append(w.calls, "rejected "+reason) }
func (w *world) StoreFailed(store string) { w.calls = append(w.calls, "failed "+store) }

func TestHandle(t *testing.T) {
	const counts = "count k [{metrics:events job.submitted} {metrics:jobs PENDING}]"
	down := errors.New("connection refused")
	cases := []struct {
		name    string
		verdict verdict
		world   world
		want    Settlement
		calls   []string
	}{
		{"new event", verdict{event: submitted}, world{}, Acknowledge,
			[]string{"store k", counts, "counted job.submitted"}},
		{"redelivered event", verdict{event: submitted}, world{seen: map[string]bool{"k": true}}, Acknowledge,
			[]string{"store k", counts, "duplicate"}},
		{"invalid message", verdict{err: &validator.InvalidError{Reason: validator.JobInvalid}}, world{}, DeadLetter,
			[]string{"rejected job-invalid"}},
		{"refused by the archive", verdict{event: submitted}, world{storeErr: fmt.Errorf("%w: too odd", ErrRefused)}, DeadLetter,
			[]string{"store k", "rejected store-refused"}},
		{"archive down", verdict{event: submitted}, world{storeErr: down}, Retry,
			[]string{"store k", "failed mongodb"}},
		{"tally down", verdict{event: submitted}, world{countErr: down}, Retry,
			[]string{"store k", counts, "failed redis"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := c.world
			if w.seen == nil {
				w.seen = map[string]bool{}
			}
			in := &Ingest{Validator: c.verdict, Archive: &w, Tally: &w, Recorder: &w, Log: slog.New(slog.DiscardHandler)}
			if got := in.Handle(t.Context(), nil); got != c.want {
				t.Errorf("settled as %d, want %d", got, c.want)
			}
			if !reflect.DeepEqual(w.calls, c.calls) {
				t.Errorf("got  %q\nwant %q", w.calls, c.calls)
			}
		})
	}
}

func TestHandleAfterShutdownIsNoStoreFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := world{storeErr: context.Canceled}
	in := &Ingest{Validator: verdict{event: submitted}, Archive: &w, Tally: &w, Recorder: &w, Log: slog.New(slog.DiscardHandler)}
	if got := in.Handle(ctx, nil); got != Retry {
		t.Errorf("settled as %d, want a retry", got)
	}
	if want := []string{"store k"}; !reflect.DeepEqual(w.calls, want) {
		t.Errorf("got %q, want %q", w.calls, want)
	}
}

func TestHandlePanicsOnUnclassifiedRejection(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unclassified rejection was accepted")
		}
	}()
	in := &Ingest{Validator: verdict{err: errors.New("?")}}
	in.Handle(t.Context(), nil)
}

func TestReasons(t *testing.T) {
	want := []string{"store-refused", "too-large", "malformed", "envelope-invalid", "contract-unsupported", "job-invalid"}
	if got := Reasons(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
