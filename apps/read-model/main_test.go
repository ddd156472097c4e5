package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nx-invariants/observatory/read-model/internal/config"
)

// nowhere has every dependency at a port nobody listens on.
var nowhere = config.Config{
	PostgresURL: "postgres://nobody@127.0.0.1:1/observatory", RedisURL: "redis://127.0.0.1:1?max_retries=-1", MongoDBURL: "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100",
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, strings.TrimSpace(string(body))
}

func TestRunWithoutDependencies(t *testing.T) {
	listener := listen(t)
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- run(ctx, listener, nowhere, versionFile, slog.New(slog.DiscardHandler)) }()

	base := "http://" + listener.Addr().String()
	if status, body := get(t, base+"/healthz"); status != 200 || body != `{"status":"ok"}` {
		t.Errorf("/healthz: %d %s", status, body)
	}
	if status, body := get(t, base+"/readyz"); status != 503 || body != `{"status":"unavailable","missing":["postgres","redis","mongodb"]}` {
		t.Errorf("/readyz: %d %s", status, body)
	}
	about := fmt.Sprintf(`{"status":"ok","service":"read-model","version":"%s"}`, strings.TrimSpace(versionFile))
	if status, body := get(t, base+"/health"); status != 200 || body != about {
		t.Errorf("/health: %d %s", status, body)
	}
	for path, store := range map[string]string{"/jobs/recent": "postgres", "/stats": "redis", "/events": "mongodb"} {
		if status, body := get(t, base+path); status != 503 || body != `{"error":"`+store+` does not answer; try again later"}` {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	environment := map[string]string{"PORT": fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)}
	if err := execute(ctx, []string{"healthcheck"}, func(name string) string { return environment[name] }, nil); err != nil {
		t.Errorf("healthcheck: %v", err)
	}

	stop()
	if err := <-stopped; err != nil {
		t.Errorf("a clean stop returned %v", err)
	}
}

func TestRunRefusesToStart(t *testing.T) {
	cases := []struct {
		name, version string
		change        func(*config.Config)
		want          string
	}{
		{"VERSION missing", "", func(*config.Config) {}, `VERSION holds ""`},
		{"PostgreSQL", "0.1.0\n", func(c *config.Config) { c.PostgresURL = "http://x" }, "POSTGRES_URL"},
		{"Redis", "0.1.0\n", func(c *config.Config) { c.RedisURL = "x" }, "REDIS_URL"},
		{"MongoDB", "0.1.0\n", func(c *config.Config) { c.MongoDBURL = "x" }, "MONGODB_URL"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			settings := nowhere
			c.change(&settings)
			err := run(t.Context(), listen(t), settings, c.version, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestExecuteRefuses(t *testing.T) {
	taken := listen(t)
	defer taken.Close()
	port := fmt.Sprint(taken.Addr().(*net.TCPAddr).Port)
	cases := []struct {
		name      string
		arguments []string
		port      string
		want      string
	}{
		{"an unknown argument", []string{"--help"}, "", `unknown arguments ["--help"]`},
		{"a bad port", nil, "http", `PORT is "http"`},
		{"a taken port", nil, port, "address already in use"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			getenv := func(name string) string { return map[string]string{"PORT": c.port}[name] }
			err := execute(t.Context(), c.arguments, getenv, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
