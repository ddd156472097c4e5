// Package api answers queries about jobs, events and their counts.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/nx-invariants/observatory/read-model/internal/jobs"
	"github.com/nx-invariants/observatory/read-model/internal/stats"
)

const (
	defaultLimit = 20
	maxLimit     = 100
	queryTimeout = 5 * time.Second
)

// Jobs reads at most limit jobs, newest first.
type Jobs interface {
	Recent(ctx context.Context, limit int) ([]jobs.Job, error)
}

// Events reads at most limit event envelopes as JSON, newest first.
type Events interface {
	Recent(ctx context.Context, limit int) ([]json.RawMessage, error)
}

// Stats reads the totals.
type Stats interface {
	Totals(ctx context.Context) (stats.Totals, error)
}

// Contract checks one JSON text against a schema.
type Contract interface {
	Check(text []byte) error
}

// API holds what the handlers ask.
type API struct {
	Jobs        Jobs
	Events      Events
	Stats       Stats
	JobContract Contract
	Version     string
	Log         *slog.Logger
}

type healthAnswer struct {
	Status  string `json:"status"`
	Service string `json:"service"`
	Version string `json:"version"`
}

type jobsAnswer struct {
	Jobs []json.RawMessage `json:"jobs"`
}

type eventsAnswer struct {
	Events []json.RawMessage `json:"events"`
}

type failure struct {
	Error string `json:"error"`
}

// Register adds the routes: GET /health, /stats, /events?limit= and /jobs/recent?limit=. A limit is from 1 to 100, 20 when absent.
// 400 explains a bad query, 503 names the store that does not answer, 500 a stored job that violates the contract.
func (a *API) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /health", a.health)
	mux.HandleFunc("GET /stats", a.stats)
	mux.HandleFunc("GET /events", a.events)
	mux.HandleFunc("GET /jobs/recent", a.recentJobs)
}

func (a *API) health(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, healthAnswer{Status: "ok", Service: "read-model", Version: a.Version})
}

func (a *API) stats(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), queryTimeout)
	defer cancel()
	totals, err := a.Stats.Totals(ctx)
	if err != nil {
		a.unavailable(w, "redis", err)
		return
	}
	answer(w, http.StatusOK, totals)
}

func (a *API) events(w http.ResponseWriter, r *http.Request) {
	limit, err := limitOf(r)
	if err != nil {
		answer(w, http.StatusBadRequest, failure{Error: err.Error()})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), queryTimeout)
	defer cancel()
	events, err := a.Events.Recent(ctx, limit)
	if err != nil {
		a.unavailable(w, "mongodb", err)
		return
	}
	answer(w, http.StatusOK, eventsAnswer{Events: events})
}

func (a *API) recentJobs(w http.ResponseWriter, r *http.Request) {
	limit, err := limitOf(r)
	if err != nil {
		answer(w, http.StatusBadRequest, failure{Error: err.Error()})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), queryTimeout)
	defer cancel()
	recent, err := a.Jobs.Recent(ctx, limit)
	if err != nil {
		a.unavailable(w, "postgres", err)
		return
	}
	documents, err := a.documentsOf(recent)
	if err != nil {
		a.Log.Error("a stored job violates the contract", "error", err.Error())
		answer(w, http.StatusInternalServerError, failure{Error: err.Error()})
		return
	}
	answer(w, http.StatusOK, jobsAnswer{Jobs: documents})
}

// documentsOf encodes jobs and holds each against job.json. One bad row fails the answer: leaving it out would hide the
// defect of whoever wrote it.
func (a *API) documentsOf(recent []jobs.Job) ([]json.RawMessage, error) {
	documents := make([]json.RawMessage, len(recent))
	for i, job := range recent {
		document, err := json.Marshal(job)
		if err == nil {
			err = a.JobContract.Check(document)
		}
		if err != nil {
			return nil, fmt.Errorf("job %s in PostgreSQL is not a document of job.json: %w", job.ID, err)
		}
		documents[i] = document
	}
	return documents, nil
}

// unavailable keeps the cause in the log: it may name hosts that are no concern of the client.
func (a *API) unavailable(w http.ResponseWriter, store string, err error) {
	a.Log.Warn("store unavailable", "store", store, "error", err.Error())
	answer(w, http.StatusServiceUnavailable, failure{Error: store + " does not answer; try again later"})
}

func limitOf(r *http.Request) (int, error) {
	query := r.URL.Query()
	if !query.Has("limit") {
		return defaultLimit, nil
	}
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil || limit < 1 || limit > maxLimit {
		return 0, fmt.Errorf("limit must be a whole number from 1 to %d", maxLimit)
	}
	return limit, nil
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	// A failed write means that the client is gone: nobody is left to tell.
	_ = json.NewEncoder(w).Encode(body)
}
