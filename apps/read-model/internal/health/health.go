// Package health answers whether the process lives (/healthz) and whether it can do its work (/readyz).
package health

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// probeTimeout bounds one readiness probe; all run at the same time.
const probeTimeout = 2 * time.Second

// Dependency is something the service cannot work without. Check returns nil when it answers.
type Dependency struct {
	Name  string
	Check func(ctx context.Context) error
}

type live struct {
	Status string `json:"status"`
}

type unavailable struct {
	Status  string   `json:"status"`
	Missing []string `json:"missing"`
}

// Register adds GET /healthz (200 while the process lives) and GET /readyz (200, or 503 naming each missing dependency).
func Register(mux *http.ServeMux, dependencies []Dependency, log *slog.Logger) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, live{Status: "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		missing := probe(r.Context(), dependencies, log)
		if len(missing) > 0 {
			answer(w, http.StatusServiceUnavailable, unavailable{Status: "unavailable", Missing: missing})
			return
		}
		answer(w, http.StatusOK, live{Status: "ok"})
	})
}

// probe returns the names of the dependencies that do not answer, in the order given.
func probe(ctx context.Context, dependencies []Dependency, log *slog.Logger) []string {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	failures := make([]error, len(dependencies))
	var pending sync.WaitGroup
	for i, dependency := range dependencies {
		pending.Go(func() { failures[i] = dependency.Check(ctx) })
	}
	pending.Wait()

	var missing []string
	for i, failure := range failures {
		if failure != nil {
			log.Info("dependency missing", "dependency", dependencies[i].Name, "error", failure.Error())
			missing = append(missing, dependencies[i].Name)
		}
	}
	return missing
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A failed write means that the client is gone: nobody is left to tell.
	_ = json.NewEncoder(w).Encode(body)
}
