// Package stats reads the counters from Redis, where the metrics-engine keeps them.
package stats

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	eventsHash = "metrics:events"
	jobsHash   = "metrics:jobs"
)

// Totals counts over all time. A kind that never occurred has no entry.
type Totals struct {
	// Events maps an event type to the number of its events.
	Events map[string]uint64 `json:"events"`
	// Jobs maps a job status to the number of times a job reached it.
	Jobs map[string]uint64 `json:"jobs"`
}

// Counters reads one Redis server.
type Counters struct {
	client *redis.Client
}

// New parses the URL (redis://[user:password@]host:port/db); it does not connect yet.
func New(url string) (*Counters, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		// The cause may quote the URL, which may hold a password.
		return nil, errors.New("REDIS_URL is not a Redis URL; expected redis://[user:password@]host:port/db")
	}
	options.DialTimeout = cmp.Or(options.DialTimeout, 2*time.Second)
	return &Counters{client: redis.NewClient(options)}, nil
}

// Totals reads both hashes at one moment.
func (c *Counters) Totals(ctx context.Context) (Totals, error) {
	transaction := c.client.TxPipeline()
	events := transaction.HGetAll(ctx, eventsHash)
	jobs := transaction.HGetAll(ctx, jobsHash)
	if _, err := transaction.Exec(ctx); err != nil {
		return Totals{}, fmt.Errorf("read counters: %w", err)
	}
	eventCounts, err := counts(eventsHash, events.Val())
	if err != nil {
		return Totals{}, err
	}
	jobCounts, err := counts(jobsHash, jobs.Val())
	if err != nil {
		return Totals{}, err
	}
	return Totals{Events: eventCounts, Jobs: jobCounts}, nil
}

func counts(hash string, fields map[string]string) (map[string]uint64, error) {
	numbers := make(map[string]uint64, len(fields))
	for field, text := range fields {
		number, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("field %q of %s is not a count: %w", field, hash, err)
		}
		numbers[field] = number
	}
	return numbers, nil
}

// Check pings the server.
func (c *Counters) Check(ctx context.Context) error { return c.client.Ping(ctx).Err() }

// Close releases the connections.
func (c *Counters) Close() error { return c.client.Close() }
