package httpserver

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func listen(t *testing.T) (net.Listener, int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener, listener.Addr().(*net.TCPAddr).Port
}

func TestServeLetsARunningRequestEnd(t *testing.T) {
	listener, _ := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stop()
		_, _ = io.WriteString(w, "done")
	})
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, listener, handler) }()

	response, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "done" {
		t.Errorf("got %q, %v", body, err)
	}
	if err := <-served; err != nil {
		t.Errorf("a clean stop returned %v", err)
	}
}

func TestServeReportsAListenerThatFails(t *testing.T) {
	listener, _ := listen(t)
	listener.Close()
	if err := Serve(t.Context(), listener, http.NotFoundHandler()); err == nil || !strings.Contains(err.Error(), "HTTP server on 127.0.0.1:") {
		t.Errorf("got %v", err)
	}
}

func TestProbe(t *testing.T) {
	listener, port := listen(t)
	status := http.StatusOK
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/healthz" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			w.WriteHeader(status)
		}))
	}()

	if err := Probe(t.Context(), port); err != nil {
		t.Errorf("a living service was reported as %v", err)
	}
	status = http.StatusInternalServerError
	if err := Probe(t.Context(), port); err == nil || !strings.HasSuffix(err.Error(), "answered 500 Internal Server Error") {
		t.Errorf("got %v", err)
	}
	stop()
	<-served
	if err := Probe(t.Context(), port); err == nil {
		t.Error("a dead service was reported alive")
	}
}
