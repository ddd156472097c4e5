package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nx-invariants/observatory/read-model/internal/jobs"
	"github.com/nx-invariants/observatory/read-model/internal/stats"
	"github.com/nx-invariants/observatory/read-model/schemas"
)

// store is all three sources at once; it hands out up to limit of what it holds, or its error.
type store struct {
	jobs   []jobs.Job
	events []json.RawMessage
	totals stats.Totals
	err    error
}

type jobStore struct{ store }

func (s jobStore) Recent(_ context.Context, limit int) ([]jobs.Job, error) {
	return s.jobs[:min(limit, len(s.jobs))], s.err
}

type eventStore struct{ store }

func (s eventStore) Recent(_ context.Context, limit int) ([]json.RawMessage, error) {
	return s.events[:min(limit, len(s.events))], s.err
}

func (s store) Totals(context.Context) (stats.Totals, error) { return s.totals, s.err }

func contract(t *testing.T) *schemas.Contract {
	t.Helper()
	contract, err := schemas.Job()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func ask(t *testing.T, s store, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	api := API{
		Jobs: jobStore{s}, Events: eventStore{s}, Stats: s, JobContract: contract(t), Version: "0.1.0", Log: slog.New(slog.DiscardHandler),
	}
	api.Register(mux)
	response := httptest.NewRecorder()
	mux.ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), method, target, nil))
	return response
}

// job is valid; change makes it a variant.
func job(change func(*jobs.Job)) jobs.Job {
	job := jobs.Job{
		ID: "7c9e6679-7425-40de-944b-e07fc1f90ae7", Type: "report.monthly", Status: "PENDING",
		CreatedAt: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC),
	}
	change(&job)
	return job
}

// everyKindOfJob has each status, and each optional member present and absent.
func everyKindOfJob() []jobs.Job {
	updated := time.Date(2026, 3, 1, 9, 30, 4, 123_456_789, time.UTC)
	kinds := []jobs.Job{
		job(func(*jobs.Job) {}),
		job(func(j *jobs.Job) { j.UpdatedAt = &updated }),
		job(func(j *jobs.Job) { j.Payload = json.RawMessage(`{"to":"<a&b>","deep":[{"n":1e30}]}`) }),
		job(func(j *jobs.Job) { j.Payload = json.RawMessage(`{}`) }),
		job(func(j *jobs.Job) { j.Metadata = json.RawMessage(`{"team":"finance"}`) }),
	}
	for _, status := range []string{"PENDING", "EXECUTING", "COMPLETED", "FAILED"} {
		kinds = append(kinds, job(func(j *jobs.Job) { j.Status, j.UpdatedAt = status, &updated }))
	}
	return kinds
}

func TestEveryJobAnsweredConformsToTheContract(t *testing.T) {
	kinds := everyKindOfJob()
	response := ask(t, store{jobs: kinds}, "GET", "/jobs/recent")
	var answer struct{ Jobs []json.RawMessage }
	if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil || response.Code != 200 || len(answer.Jobs) != len(kinds) {
		t.Fatalf("got %d with %d jobs of %d, %v", response.Code, len(answer.Jobs), len(kinds), err)
	}
	contract := contract(t)
	for i, document := range answer.Jobs {
		if err := contract.Check(document); err != nil {
			t.Errorf("job %d: %s: %v", i, document, err)
		}
	}
}

func TestAJobThatViolatesTheContractIsNotAnswered(t *testing.T) {
	cases := []struct {
		name   string
		change func(*jobs.Job)
		want   string
	}{
		{"status", func(j *jobs.Job) { j.Status = "DONE" }, "at '/status': value must be one of"},
		{"id", func(j *jobs.Job) { j.ID = "42" }, "at '/id': '42' does not match pattern"},
		{"payload is no object", func(j *jobs.Job) { j.Payload = json.RawMessage(`[]`) }, "at '/payload': got array, want object"},
		{"metadata is no text", func(j *jobs.Job) { j.Metadata = json.RawMessage(`{"n":1}`) }, "at '/metadata/n': got number, want string"},
		{"payload is no JSON", func(j *jobs.Job) { j.Payload = json.RawMessage(`{`) }, "unexpected end of JSON input"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			bad := job(c.change)
			response := ask(t, store{jobs: []jobs.Job{job(func(*jobs.Job) {}), bad}}, "GET", "/jobs/recent")
			var answer struct{ Error string }
			if err := json.Unmarshal(response.Body.Bytes(), &answer); err != nil {
				t.Fatal(err)
			}
			if response.Code != 500 || !strings.Contains(answer.Error, "job "+bad.ID+" in PostgreSQL") || !strings.Contains(answer.Error, c.want) {
				t.Errorf("got %d %s; want %q", response.Code, answer.Error, c.want)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	full := store{
		jobs:   []jobs.Job{job(func(*jobs.Job) {}), job(func(j *jobs.Job) { j.Status = "FAILED" })},
		events: []json.RawMessage{json.RawMessage(`{"eventType":"job.failed"}`), json.RawMessage(`{"eventType":"job.submitted"}`)},
		totals: stats.Totals{Events: map[string]uint64{"job.submitted": 2}, Jobs: map[string]uint64{"PENDING": 2}},
	}
	empty := store{jobs: []jobs.Job{}, events: []json.RawMessage{}, totals: stats.Totals{Events: map[string]uint64{}, Jobs: map[string]uint64{}}}
	down := store{err: errors.New("dial tcp 10.0.0.7:5432: connection refused")}
	const badLimit = `{"error":"limit must be a whole number from 1 to 100"}`
	cases := []struct {
		name           string
		store          store
		method, target string
		status         int
		body           string
	}{
		{"health", down, "GET", "/health", 200, `{"status":"ok","service":"read-model","version":"0.1.0"}`},
		{"stats", full, "GET", "/stats", 200, `{"events":{"job.submitted":2},"jobs":{"PENDING":2}}`},
		{"no stats yet", empty, "GET", "/stats", 200, `{"events":{},"jobs":{}}`},
		{"stats down", down, "GET", "/stats", 503, `{"error":"redis does not answer; try again later"}`},
		{"events", full, "GET", "/events", 200, `{"events":[{"eventType":"job.failed"},{"eventType":"job.submitted"}]}`},
		{"one event", full, "GET", "/events?limit=1", 200, `{"events":[{"eventType":"job.failed"}]}`},
		{"no event yet", empty, "GET", "/events", 200, `{"events":[]}`},
		{"events down", down, "GET", "/events", 503, `{"error":"mongodb does not answer; try again later"}`},
		{"one job", full, "GET", "/jobs/recent?limit=1", 200,
			`{"jobs":[{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":"report.monthly","status":"PENDING","createdAt":"2026-03-01T09:30:00Z"}]}`},
		{"no job yet", empty, "GET", "/jobs/recent", 200, `{"jobs":[]}`},
		{"jobs down", down, "GET", "/jobs/recent", 503, `{"error":"postgres does not answer; try again later"}`},
		{"limit zero", full, "GET", "/jobs/recent?limit=0", 400, badLimit},
		{"limit negative", full, "GET", "/jobs/recent?limit=-1", 400, badLimit},
		{"limit too high", full, "GET", "/events?limit=101", 400, badLimit},
		{"limit beyond integers", full, "GET", "/events?limit=99999999999999999999", 400, badLimit},
		{"limit empty", full, "GET", "/events?limit=", 400, badLimit},
		{"limit is SQL", full, "GET", "/jobs/recent?limit=1;drop+table+jobs", 200,
			`{"jobs":[{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":"report.monthly","status":"PENDING","createdAt":"2026-03-01T09:30:00Z"},` +
				`{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":"report.monthly","status":"FAILED","createdAt":"2026-03-01T09:30:00Z"}]}`},
		{"read only", full, "POST", "/jobs/recent", 405, "Method Not Allowed"},
		{"unknown path", full, "GET", "/jobs", 404, "404 page not found"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			response := ask(t, c.store, c.method, c.target)
			if response.Code != c.status || strings.TrimSpace(response.Body.String()) != c.body {
				t.Errorf("got  %d %s\nwant %d %s", response.Code, response.Body, c.status, c.body)
			}
		})
	}
}

func TestLimitReachesTheStores(t *testing.T) {
	many := store{jobs: make([]jobs.Job, 200), events: make([]json.RawMessage, 200)}
	for i := range many.jobs {
		many.jobs[i] = job(func(*jobs.Job) {})
		many.events[i] = json.RawMessage(`{}`)
	}
	for query, want := range map[string]int{"": 20, "?limit=1": 1, "?limit=100": 100} {
		for path, member := range map[string]string{"/jobs/recent": "jobs", "/events": "events"} {
			var answer map[string][]json.RawMessage
			if err := json.Unmarshal(ask(t, many, "GET", path+query).Body.Bytes(), &answer); err != nil || len(answer[member]) != want {
				t.Errorf("%s%s: got %d, %v; want %d", path, query, len(answer[member]), err, want)
			}
		}
	}
}
