package health

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
)

func answers(context.Context) error { return nil }
func refuses(context.Context) error { return errors.New("connection refused") }
func hangs(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestEndpoints(t *testing.T) {
	cases := []struct {
		name         string
		dependencies []Dependency
		method, path string
		status       int
		body         string
	}{
		{"alive without dependencies", []Dependency{{"redis", refuses}}, "GET", "/healthz", 200, `{"status":"ok"}`},
		{"ready", []Dependency{{"redis", answers}, {"mongodb", answers}}, "GET", "/readyz", 200, `{"status":"ok"}`},
		{"one missing", []Dependency{{"redis", answers}, {"mongodb", refuses}}, "GET", "/readyz", 503, `{"status":"unavailable","missing":["mongodb"]}`},
		{"all missing, in the order given", []Dependency{{"redis", refuses}, {"mongodb", hangs}, {"a", refuses}}, "GET", "/readyz", 503,
			`{"status":"unavailable","missing":["redis","mongodb","a"]}`},
		{"read only", nil, "POST", "/readyz", 405, "Method Not Allowed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mux := http.NewServeMux()
				Register(mux, c.dependencies, slog.New(slog.DiscardHandler))
				response := httptest.NewRecorder()
				mux.ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), c.method, c.path, nil))
				if response.Code != c.status || response.Body.String() != c.body+"\n" {
					t.Errorf("got %d %s, want %d %s", response.Code, response.Body, c.status, c.body)
				}
			})
		})
	}
}
