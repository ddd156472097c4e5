// Package jobs reads jobs from PostgreSQL, where the processor writes them.
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const connectTimeout = 2 * time.Second

const recent = `
SELECT id::text, type, status, payload, metadata, created_at, updated_at
FROM jobs
ORDER BY created_at DESC, id
LIMIT $1`

// Job is a document of job.json.
type Job struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"`
	Status    string          `json:"status"`
	CreatedAt time.Time       `json:"createdAt"`
	UpdatedAt *time.Time      `json:"updatedAt,omitempty"`
	Payload   json.RawMessage `json:"payload,omitempty"`
	Metadata  json.RawMessage `json:"metadata,omitempty"`
}

// pool is the part of a connection pool the table needs.
type pool interface {
	Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error)
	Ping(ctx context.Context) error
	Close()
}

// Table reads the table jobs.
type Table struct {
	pool pool
}

// New parses the URL (postgres://[user:password@]host:port/database); connections are made when they are needed.
func New(ctx context.Context, url string) (*Table, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The cause may quote the URL, which may hold a password.
		return nil, errors.New("POSTGRES_URL is not a PostgreSQL URL; expected postgres://[user:password@]host:port/database")
	}
	config.ConnConfig.ConnectTimeout = connectTimeout
	connections, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return &Table{pool: connections}, nil
}

// Recent returns at most limit jobs, the newest first; times are in UTC.
func (t *Table) Recent(ctx context.Context, limit int) ([]Job, error) {
	rows, err := t.pool.Query(ctx, recent, limit)
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	jobs, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	return jobs, nil
}

func scan(row pgx.CollectableRow) (Job, error) {
	var job Job
	err := row.Scan(&job.ID, &job.Type, &job.Status, &job.Payload, &job.Metadata, &job.CreatedAt, &job.UpdatedAt)
	job.CreatedAt = job.CreatedAt.UTC()
	if job.UpdatedAt != nil {
		updated := job.UpdatedAt.UTC()
		job.UpdatedAt = &updated
	}
	return job, err
}

// Check pings the server.
func (t *Table) Check(ctx context.Context) error { return t.pool.Ping(ctx) }

// Close releases the connections.
func (t *Table) Close() { t.pool.Close() }
