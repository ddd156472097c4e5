// Package backoff waits between attempts: exponentially longer, never longer than its maximum.
package backoff

import (
	"context"
	"time"
)

// Policy is the first delay and the longest one.
type Policy struct {
	First time.Duration
	Max   time.Duration
}

// Default is what the service uses for its broker and its stores.
var Default = Policy{First: 500 * time.Millisecond, Max: 30 * time.Second}

// Delay is the time to wait after the attempt (0 is the first) has failed.
func (p Policy) Delay(attempt int) time.Duration {
	delay := p.First
	for range attempt {
		delay *= 2
		if delay >= p.Max {
			return p.Max
		}
	}
	return min(delay, p.Max)
}

// Wait sleeps for Delay(attempt), or returns the context's error when it is done before.
func (p Policy) Wait(ctx context.Context, attempt int) error {
	timer := time.NewTimer(p.Delay(attempt))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
