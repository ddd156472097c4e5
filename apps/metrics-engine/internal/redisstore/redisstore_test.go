package redisstore

import (
	"reflect"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/nx-invariants/observatory/metrics-engine/internal/counting"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

// connected gives a tally over an in-process Redis.
func connected(t *testing.T) (*Tally, *miniredis.Miniredis) {
	t.Helper()
	server := miniredis.RunT(t)
	tally, err := New("redis://" + server.Addr() + "?max_retries=-1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tally.Close() })
	return tally, server
}

func hash(t *testing.T, server *miniredis.Miniredis, name string) map[string]string {
	t.Helper()
	fields, err := server.HKeys(name)
	if err != nil {
		t.Fatal(err)
	}
	content := map[string]string{}
	for _, field := range fields {
		content[field] = server.HGet(name, field)
	}
	return content
}

func TestCountAppliesEachKeyOnce(t *testing.T) {
	tally, server := connected(t)
	submitted := counting.Of(validator.Event{Type: "job.submitted", JobStatus: "PENDING"})
	failed := counting.Of(validator.Event{Type: "job.failed", JobStatus: "FAILED"})
	steps := []struct {
		key        string
		increments []counting.Increment
		counted    bool
	}{
		{"a", submitted, true}, {"a", submitted, false}, {"b", submitted, true}, {"c", failed, true}, {"c", failed, false},
	}
	for i, step := range steps {
		counted, err := tally.Count(t.Context(), step.key, step.increments)
		if err != nil || counted != step.counted {
			t.Errorf("step %d: got %v, %v; want %v", i, counted, err, step.counted)
		}
	}
	if got, want := hash(t, server, "metrics:events"), map[string]string{"job.submitted": "2", "job.failed": "1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("events: got %v, want %v", got, want)
	}
	if got, want := hash(t, server, "metrics:jobs"), map[string]string{"PENDING": "2", "FAILED": "1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("jobs: got %v, want %v", got, want)
	}
	if got := server.TTL("metrics:seen:a"); got != seenFor {
		t.Errorf("the key is remembered for %s, want %s", got, seenFor)
	}
}

func TestLostServer(t *testing.T) {
	tally, server := connected(t)
	if err := tally.Check(t.Context()); err != nil {
		t.Errorf("a living server was reported as %v", err)
	}
	server.Close()
	if err := tally.Check(t.Context()); err == nil {
		t.Error("a lost server passed the check")
	}
	if counted, err := tally.Count(t.Context(), "a", nil); err == nil || counted {
		t.Errorf("a lost server counted: %v, %v", counted, err)
	}
}

func TestNewNamesTheVariableAndHidesThePassword(t *testing.T) {
	_, err := New("http://user:hunter2@localhost")
	if err == nil || !strings.HasPrefix(err.Error(), "REDIS_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}
