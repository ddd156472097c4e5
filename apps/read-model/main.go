// Command read-model answers queries about the observatory: jobs from PostgreSQL, events from MongoDB, counts from Redis.
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
	"syscall"
	"time"

	"github.com/nx-invariants/observatory/read-model/internal/api"
	"github.com/nx-invariants/observatory/read-model/internal/config"
	"github.com/nx-invariants/observatory/read-model/internal/events"
	"github.com/nx-invariants/observatory/read-model/internal/health"
	"github.com/nx-invariants/observatory/read-model/internal/httpserver"
	"github.com/nx-invariants/observatory/read-model/internal/jobs"
	"github.com/nx-invariants/observatory/read-model/internal/stats"
	"github.com/nx-invariants/observatory/read-model/internal/version"
	"github.com/nx-invariants/observatory/read-model/schemas"
)

const disconnectTimeout = 5 * time.Second

//go:embed VERSION
var versionFile string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := execute(ctx, os.Args[1:], os.Getenv, log); err != nil {
		log.Error("read-model stopped", "error", err.Error())
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
	jobContract, err := schemas.Job()
	if err != nil {
		return err
	}
	table, err := jobs.New(ctx, settings.PostgresURL)
	if err != nil {
		return err
	}
	defer table.Close()
	counters, err := stats.New(settings.RedisURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, counters.Close()) }()
	archive, err := events.New(settings.MongoDBURL)
	if err != nil {
		return err
	}
	defer func() {
		disconnecting, cancel := context.WithTimeout(context.WithoutCancel(ctx), disconnectTimeout)
		defer cancel()
		err = errors.Join(err, archive.Close(disconnecting))
	}()

	queries := api.API{
		Jobs: table, Events: archive, Stats: counters, JobContract: jobContract, Version: ownVersion, Log: log,
	}
	mux := http.NewServeMux()
	queries.Register(mux)
	health.Register(mux, []health.Dependency{
		{Name: "postgres", Check: table.Check},
		{Name: "redis", Check: counters.Check},
		{Name: "mongodb", Check: archive.Check},
	}, log)

	log.Info("read-model started", "version", ownVersion, "address", listener.Addr().String())
	return httpserver.Serve(ctx, listener, mux)
}
