package mongostore

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/nx-invariants/observatory/metrics-engine/internal/ingest"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

// memory is a collection that keeps documents by _id, as MongoDB does.
type memory struct {
	documents map[string]bson.Raw
	indexes   int
	indexErr  error
	insertErr error
}

func (m *memory) EnsureNewestFirst(context.Context) error {
	m.indexes++
	return m.indexErr
}

func (m *memory) Insert(_ context.Context, document bson.Raw) error {
	if m.insertErr != nil {
		return m.insertErr
	}
	id := document.Lookup("_id").StringValue()
	if _, exists := m.documents[id]; exists {
		return mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 11000, Message: "E11000 duplicate key"}}}
	}
	m.documents[id] = document
	return nil
}

func archiveOver(events *memory) *Archive {
	events.documents = map[string]bson.Raw{}
	return &Archive{events: events, now: func() time.Time { return time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC) }}
}

func event(payload map[string]any) validator.Event {
	return validator.Event{IdempotencyKey: "k", Envelope: map[string]any{"payload": payload}}
}

func TestStoreKeepsTheEnvelopeUnderItsKeyOnce(t *testing.T) {
	events := &memory{}
	archive := archiveOver(events)
	for range 2 {
		if err := archive.Store(t.Context(), event(map[string]any{"$where": json.Number("3"), "a.b": json.Number("0.5")})); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	for id, document := range events.documents {
		text, err := bson.MarshalExtJSON(document, false, false)
		if err != nil {
			t.Fatal(err)
		}
		got[id] = string(text)
	}
	either := []string{`{"$where":3,"a.b":0.5}`, `{"a.b":0.5,"$where":3}`}
	for _, payload := range either {
		want := map[string]string{"k": `{"_id":"k","storedAt":{"$date":"2026-03-01T09:30:00Z"},"envelope":{"payload":` + payload + `}}`}
		if reflect.DeepEqual(got, want) {
			if events.indexes != 1 {
				t.Errorf("the index was created %d times", events.indexes)
			}
			return
		}
	}
	t.Errorf("got %v", got)
}

func TestStoreFailures(t *testing.T) {
	down := errors.New("connection refused")
	cases := []struct {
		name    string
		events  memory
		payload map[string]any
		refused bool
		want    string
	}{
		{"NUL in a name", memory{}, map[string]any{"\x00": true}, true, "not representable in BSON"},
		{"number beyond a double", memory{}, map[string]any{"n": json.Number("1e400")}, true, "not representable in BSON"},
		{"document refused by the server", memory{insertErr: mongo.WriteException{WriteErrors: mongo.WriteErrors{{Code: 121, Message: "validation"}}}}, nil, true, "validation"},
		{"write not replicated", memory{insertErr: mongo.WriteException{WriteConcernError: &mongo.WriteConcernError{Code: 64, Message: "timeout"}}}, nil, false, "insert into MongoDB"},
		{"server down", memory{insertErr: down}, nil, false, "insert into MongoDB: connection refused"},
		{"index not created", memory{indexErr: down}, nil, false, "create the index of MongoDB's events: connection refused"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := archiveOver(&c.events).Store(t.Context(), event(c.payload))
			if err == nil || errors.Is(err, ingest.ErrRefused) != c.refused || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v; want refused=%v and %q", err, c.refused, c.want)
			}
		})
	}
}

func TestIndexIsTriedAgain(t *testing.T) {
	events := &memory{indexErr: errors.New("connection refused")}
	archive := archiveOver(events)
	if err := archive.Store(t.Context(), event(nil)); err == nil {
		t.Error("stored without an index")
	}
	events.indexErr = nil
	if err := archive.Store(t.Context(), event(nil)); err != nil || len(events.documents) != 1 {
		t.Errorf("got %v and %d documents", err, len(events.documents))
	}
}

func TestNewNamesTheVariableAndHidesThePassword(t *testing.T) {
	_, err := New("http://user:hunter2@localhost")
	if err == nil || !strings.HasPrefix(err.Error(), "MONGODB_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}
