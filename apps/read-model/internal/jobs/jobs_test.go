package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/jackc/pgx/v5/pgtype"
)

// postgres speaks PostgreSQL's wire protocol in this process: it answers every query with the same rows, or an error.
type postgres struct {
	rows    [][][]byte
	failure string
	queries chan string
}

var columns = []pgproto3.FieldDescription{
	{Name: []byte("id"), DataTypeOID: pgtype.TextOID, DataTypeSize: -1, TypeModifier: -1},
	{Name: []byte("type"), DataTypeOID: pgtype.TextOID, DataTypeSize: -1, TypeModifier: -1},
	{Name: []byte("status"), DataTypeOID: pgtype.TextOID, DataTypeSize: -1, TypeModifier: -1},
	{Name: []byte("payload"), DataTypeOID: pgtype.JSONBOID, DataTypeSize: -1, TypeModifier: -1},
	{Name: []byte("metadata"), DataTypeOID: pgtype.JSONBOID, DataTypeSize: -1, TypeModifier: -1},
	{Name: []byte("created_at"), DataTypeOID: pgtype.TimestamptzOID, DataTypeSize: 8, TypeModifier: -1},
	{Name: []byte("updated_at"), DataTypeOID: pgtype.TimestamptzOID, DataTypeSize: 8, TypeModifier: -1},
}

// connected gives a table over the server; the simple protocol keeps the conversation to one message a query.
func connected(t *testing.T, server *postgres) *Table {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	server.queries = make(chan string, 10)
	go server.accept(listener)

	table, err := New(t.Context(), "postgres://reader@"+listener.Addr().String()+"/observatory?sslmode=disable&default_query_exec_mode=simple_protocol")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(table.Close)
	return table
}

func (s *postgres) accept(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			_ = s.talk(pgproto3.NewBackend(connection, connection))
		}()
	}
}

func (s *postgres) talk(backend *pgproto3.Backend) error {
	if _, err := backend.ReceiveStartupMessage(); err != nil {
		return err
	}
	backend.Send(&pgproto3.AuthenticationOk{})
	backend.Send(&pgproto3.ParameterStatus{Name: "client_encoding", Value: "UTF8"})
	backend.Send(&pgproto3.ParameterStatus{Name: "standard_conforming_strings", Value: "on"})
	for {
		backend.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
		if err := backend.Flush(); err != nil {
			return err
		}
		message, err := backend.Receive()
		if err != nil {
			return err
		}
		query, isQuery := message.(*pgproto3.Query)
		if !isQuery {
			return errors.New("only queries are understood")
		}
		s.queries <- query.String
		s.answer(backend)
	}
}

func (s *postgres) answer(backend *pgproto3.Backend) {
	backend.Send(&pgproto3.RowDescription{Fields: columns})
	for _, row := range s.rows {
		backend.Send(&pgproto3.DataRow{Values: row})
	}
	if s.failure != "" {
		backend.Send(&pgproto3.ErrorResponse{Severity: "ERROR", Code: "57014", Message: s.failure})
		return
	}
	backend.Send(&pgproto3.CommandComplete{CommandTag: []byte("SELECT 1")})
}

// row makes a row of texts; "" is NULL.
func row(texts ...string) [][]byte {
	values := make([][]byte, len(texts))
	for i, text := range texts {
		if text != "" {
			values[i] = []byte(text)
		}
	}
	return values
}

func TestRecent(t *testing.T) {
	server := &postgres{rows: [][][]byte{
		row("a", "report.monthly", "COMPLETED", `{"month":"2026-02"}`, `{"team":"x"}`, "2026-03-01 10:30:00+01", "2026-03-01 09:30:04.512+00"),
		row("b", "email.send", "PENDING", "", "", "2026-03-01 09:29:00+00", ""),
	}}
	got, err := connected(t, server).Recent(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	updated := time.Date(2026, 3, 1, 9, 30, 4, 512_000_000, time.UTC)
	want := []Job{
		{
			ID: "a", Type: "report.monthly", Status: "COMPLETED", CreatedAt: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC), UpdatedAt: &updated,
			Payload: json.RawMessage(`{"month":"2026-02"}`), Metadata: json.RawMessage(`{"team":"x"}`),
		},
		{ID: "b", Type: "email.send", Status: "PENDING", CreatedAt: time.Date(2026, 3, 1, 9, 29, 0, 0, time.UTC)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	query := strings.Join(strings.Fields(<-server.queries), " ")
	if !strings.HasSuffix(query, "FROM jobs ORDER BY created_at DESC, id LIMIT '2'") {
		t.Errorf("asked %q", query)
	}
}

func TestRecentWithoutRowsIsAnEmptyList(t *testing.T) {
	if got, err := connected(t, &postgres{}).Recent(t.Context(), 2); err != nil || got == nil || len(got) != 0 {
		t.Errorf("got %#v, %v", got, err)
	}
}

func TestRecentFailures(t *testing.T) {
	sound := row("a", "t", "PENDING", "", "", "2026-03-01 09:29:00+00", "")
	cases := []struct {
		name   string
		server *postgres
		want   string
	}{
		{"query fails", &postgres{failure: `relation "jobs" does not exist`}, `relation "jobs" does not exist`},
		{"query fails after a row", &postgres{rows: [][][]byte{sound}, failure: "canceling statement"}, "canceling statement"},
		{"a required column is NULL", &postgres{rows: [][][]byte{row("a", "t", "PENDING", "", "", "", "")}}, "created_at"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := connected(t, c.server).Recent(t.Context(), 1)
			if err == nil || got != nil || !strings.HasPrefix(err.Error(), "read jobs: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestJobEncodesAsTheContractNamesIt(t *testing.T) {
	updated := time.Date(2026, 3, 1, 9, 30, 4, 0, time.UTC)
	cases := []struct {
		job  Job
		want string
	}{
		{Job{ID: "a", Type: "t", Status: "PENDING"}, `{"id":"a","type":"t","status":"PENDING","createdAt":"0001-01-01T00:00:00Z"}`},
		{
			Job{ID: "a", Type: "t", Status: "FAILED", UpdatedAt: &updated, Payload: json.RawMessage(`{}`), Metadata: json.RawMessage(`{"k":"v"}`)},
			`{"id":"a","type":"t","status":"FAILED","createdAt":"0001-01-01T00:00:00Z","updatedAt":"2026-03-01T09:30:04Z","payload":{},"metadata":{"k":"v"}}`,
		},
	}
	for _, c := range cases {
		if got, err := json.Marshal(c.job); err != nil || string(got) != c.want {
			t.Errorf("got %s, %v; want %s", got, err, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	if err := connected(t, &postgres{}).Check(t.Context()); err != nil {
		t.Errorf("a living server was reported as %v", err)
	}

	absent, err := New(t.Context(), "postgres://nobody@127.0.0.1:1/observatory")
	if err != nil {
		t.Fatalf("an absent server prevents the start: %v", err)
	}
	defer absent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := absent.Check(ctx); err == nil {
		t.Error("an absent server passed the check")
	}
	if got, err := absent.Recent(ctx, 1); err == nil {
		t.Errorf("an absent server returned %v", got)
	}
}

func TestNewNamesTheVariableAndHidesThePassword(t *testing.T) {
	_, err := New(t.Context(), "http://user:hunter2@localhost")
	if err == nil || !strings.HasPrefix(err.Error(), "POSTGRES_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}
