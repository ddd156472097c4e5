// Package redisstore keeps the counters in Redis.
package redisstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/nx-invariants/observatory/metrics-engine/internal/counting"
)

const (
	seenPrefix = "metrics:seen:"
	// seenFor is how long a counted key is remembered: the longest time after which the broker may still redeliver.
	seenFor = 7 * 24 * time.Hour
)

// countOnce marks the key and applies the increments in one step: a crash cannot come between them.
// KEYS: the mark, then one hash per increment. ARGV: the mark's lifetime in seconds, then one field per increment.
var countOnce = redis.NewScript(`
if not redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[1]) then
  return 0
end
for i = 2, #KEYS do
  redis.call('HINCRBY', KEYS[i], ARGV[i], 1)
end
return 1
`)

// Tally is an ingest.Tally over one Redis server.
type Tally struct {
	client *redis.Client
}

// New parses the URL (redis://[user:password@]host:port/db); it does not connect yet.
func New(url string) (*Tally, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		// The cause may quote the URL, which may hold a password.
		return nil, errors.New("REDIS_URL is not a Redis URL; expected redis://[user:password@]host:port/db")
	}
	options.DialTimeout = cmp.Or(options.DialTimeout, 2*time.Second)
	return &Tally{client: redis.NewClient(options)}, nil
}

// Count applies the increments unless the key was counted in the last seven days.
func (t *Tally) Count(ctx context.Context, idempotencyKey string, increments []counting.Increment) (bool, error) {
	keys := []string{seenPrefix + idempotencyKey}
	arguments := []any{int(seenFor.Seconds())}
	for _, increment := range increments {
		keys = append(keys, increment.Hash)
		arguments = append(arguments, increment.Field)
	}
	counted, err := countOnce.Run(ctx, t.client, keys, arguments...).Bool()
	if err != nil {
		return false, fmt.Errorf("count in Redis: %w", err)
	}
	return counted, nil
}

// Check pings the server.
func (t *Tally) Check(ctx context.Context) error { return t.client.Ping(ctx).Err() }

// Close releases the connections.
func (t *Tally) Close() error { return t.client.Close() }
