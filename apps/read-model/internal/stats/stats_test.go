package stats

import (
	"reflect"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
)

// connected gives counters over an in-process Redis.
func connected(t *testing.T) (*Counters, *miniredis.Miniredis) {
	t.Helper()
	server := miniredis.RunT(t)
	counters, err := New("redis://" + server.Addr() + "?max_retries=-1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { counters.Close() })
	return counters, server
}

func TestTotals(t *testing.T) {
	counters, server := connected(t)
	empty := Totals{Events: map[string]uint64{}, Jobs: map[string]uint64{}}
	if got, err := counters.Totals(t.Context()); err != nil || !reflect.DeepEqual(got, empty) {
		t.Errorf("got %v, %v; want %v", got, err, empty)
	}

	server.HSet("metrics:events", "job.submitted", "3", "job.failed", "1")
	server.HSet("metrics:jobs", "PENDING", "3", "FAILED", "1")
	want := Totals{
		Events: map[string]uint64{"job.submitted": 3, "job.failed": 1},
		Jobs:   map[string]uint64{"PENDING": 3, "FAILED": 1},
	}
	if got, err := counters.Totals(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestTotalsFailures(t *testing.T) {
	for _, hash := range []string{"metrics:events", "metrics:jobs"} {
		counters, server := connected(t)
		server.HSet(hash, "x", "many")
		if got, err := counters.Totals(t.Context()); err == nil || !strings.Contains(err.Error(), `field "x" of `+hash) {
			t.Errorf("got %v, %v", got, err)
		}
	}

	counters, server := connected(t)
	if err := counters.Check(t.Context()); err != nil {
		t.Errorf("a living server was reported as %v", err)
	}
	server.Close()
	if err := counters.Check(t.Context()); err == nil {
		t.Error("a lost server passed the check")
	}
	if got, err := counters.Totals(t.Context()); err == nil {
		t.Errorf("a lost server counted %v", got)
	}
}

func TestNewNamesTheVariableAndHidesThePassword(t *testing.T) {
	_, err := New("http://user:hunter2@localhost")
	if err == nil || !strings.HasPrefix(err.Error(), "REDIS_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}
