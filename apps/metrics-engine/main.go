// Command metrics-engine counts the observatory's events: it consumes them from RabbitMQ, validates them against the
// contracts, archives them in MongoDB and keeps totals in Redis.
//
// Without an argument it runs until SIGTERM or SIGINT; with the argument "healthcheck" it asks the running service whether it lives.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/nx-invariants/observatory/metrics-engine/internal/backoff"
	"github.com/nx-invariants/observatory/metrics-engine/internal/config"
	"github.com/nx-invariants/observatory/metrics-engine/internal/health"
	"github.com/nx-invariants/observatory/metrics-engine/internal/httpserver"
	"github.com/nx-invariants/observatory/metrics-engine/internal/ingest"
	"github.com/nx-invariants/observatory/metrics-engine/internal/mongostore"
	"github.com/nx-invariants/observatory/metrics-engine/internal/rabbitmq"
	"github.com/nx-invariants/observatory/metrics-engine/internal/redisstore"
	"github.com/nx-invariants/observatory/metrics-engine/internal/telemetry"
	"github.com/nx-invariants/observatory/metrics-engine/internal/version"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

const disconnectTimeout = 5 * time.Second

//go:embed VERSION
var versionFile string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := execute(ctx, os.Args[1:], os.Getenv, log); err != nil {
		log.Error("metrics-engine stopped", "error", err.Error())
		os.Exit(1)
	}
}

func execute(ctx context.Context, arguments []string, getenv func(string) string, log *slog.Logger) error {
	settings, err := config.FromEnvironment(getenv)
	if err != nil {
		return err
	}
	switch {
	case len(arguments) == 0:
		listener, err := net.Listen("tcp", fmt.Sprintf(":%d", settings.Port))
		if err != nil {
			return err
		}
		return run(ctx, listener, settings, versionFile, log)
	case len(arguments) == 1 && arguments[0] == "healthcheck":
		return httpserver.Probe(ctx, settings.Port)
	default:
		return fmt.Errorf("unknown arguments %q; expected none, or healthcheck", arguments)
	}
}

// run starts the service and owns the listener; it returns when the context is done and everything has stopped.
func run(ctx context.Context, listener net.Listener, settings config.Config, versionContent string, log *slog.Logger) (err error) {
	defer listener.Close()
	ownVersion, err := version.Parse(versionContent)
	if err != nil {
		return err
	}
	events, err := validator.New()
	if err != nil {
		return err
	}
	tally, err := redisstore.New(settings.RedisURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tally.Close()) }()
	archive, err := mongostore.New(settings.MongoDBURL)
	if err != nil {
		return err
	}
	defer func() {
		disconnecting, cancel := context.WithTimeout(context.WithoutCancel(ctx), disconnectTimeout)
		defer cancel()
		err = errors.Join(err, archive.Close(disconnecting))
	}()

	metrics := telemetry.New(ownVersion, ingest.Reasons())
	handler := &ingest.Ingest{Validator: events, Archive: archive, Tally: tally, Recorder: metrics, Log: log}
	consumer, err := rabbitmq.NewConsumer(settings.RabbitMQURL, handler, backoff.Default, log)
	if err != nil {
		return err
	}

	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.Handler())
	health.Register(mux, []health.Dependency{
		{Name: "rabbitmq", Check: consumer.Check},
		{Name: "redis", Check: tally.Check},
		{Name: "mongodb", Check: archive.Check},
	}, log)

	log.Info("metrics-engine started", "version", ownVersion, "address", listener.Addr().String())
	return serveWhileConsuming(ctx, listener, mux, consumer)
}

// serveWhileConsuming runs both sides; when one ends, the other is stopped and awaited.
func serveWhileConsuming(ctx context.Context, listener net.Listener, handler http.Handler, consumer *rabbitmq.Consumer) error {
	ctx, stop := context.WithCancel(ctx)
	var consuming sync.WaitGroup
	consuming.Go(func() { consumer.Run(ctx) })
	defer consuming.Wait()
	defer stop()
	return httpserver.Serve(ctx, listener, handler)
}
