package backoff

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestDelayDoublesUpToItsMaximum(t *testing.T) {
	cases := map[int]time.Duration{
		0: 500 * time.Millisecond, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 6: 30 * time.Second, 1_000_000: 30 * time.Second,
	}
	for attempt, want := range cases {
		if got := Default.Delay(attempt); got != want {
			t.Errorf("attempt %d: got %s, want %s", attempt, got, want)
		}
	}
}

func TestWaitEndsWithTheDelayOrTheContext(t *testing.T) {
	short := Policy{First: time.Millisecond, Max: time.Millisecond}
	if err := short.Wait(t.Context(), 0); err != nil {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := (Policy{First: time.Hour, Max: time.Hour}).Wait(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}
