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
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/drivertest"

	"github.com/nx-invariants/observatory/metrics-engine/internal/ingest"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

var (
	done      = bson.D{{Key: "ok", Value: 1}}
	inserted  = bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 1}}
	duplicate = writeError(11000, "E11000 duplicate key")
)

func writeError(code int, message string) bson.D {
	return bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 0}, {Key: "writeErrors", Value: bson.A{
		bson.D{{Key: "index", Value: 0}, {Key: "code", Value: code}, {Key: "errmsg", Value: message}},
	}}}
}

func commandError(code int, message string) bson.D {
	return bson.D{{Key: "ok", Value: 0}, {Key: "code", Value: code}, {Key: "errmsg", Value: message}}
}

// archiveOver gives an archive whose server gives the replies in order, and the commands it was sent.
func archiveOver(t *testing.T, replies ...bson.D) (*Archive, *[]bson.Raw) {
	t.Helper()
	commands := &[]bson.Raw{}
	settings := options.Client().SetRetryWrites(false).SetMonitor(&event.CommandMonitor{
		Started: func(_ context.Context, started *event.CommandStartedEvent) {
			*commands = append(*commands, started.Command)
		},
	})
	settings.Deployment = drivertest.NewMockDeployment(replies...)
	archive, err := connect(settings)
	if err != nil {
		t.Fatal(err)
	}
	archive.now = func() time.Time { return time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC) }
	return archive, commands
}

func withPayload(payload map[string]any) validator.Event {
	return validator.Event{IdempotencyKey: "k", Envelope: map[string]any{"payload": payload}}
}

func summary(command bson.Raw) string {
	elements, err := command.Elements()
	if err != nil {
		return err.Error()
	}
	return elements[0].String() + " " + command.Lookup("documents").String() + command.Lookup("indexes").String()
}

func TestStoreIndexesOnceAndInsertsUnderTheKey(t *testing.T) {
	archive, commands := archiveOver(t, done, inserted, duplicate)
	for range 2 {
		if err := archive.Store(t.Context(), withPayload(map[string]any{"$where": json.Number("3")})); err != nil {
			t.Fatal(err)
		}
	}
	const insert = `{"insert":"events"} [{"_id": "k","storedAt": {"$date":{"$numberLong":"1772357400000"}},` +
		`"envelope": {"payload": {"$where": {"$numberLong":"3"}}}}]`
	want := []string{
		`{"createIndexes":"events"} [{"key": {"storedAt": {"$numberInt":"-1"},"_id": {"$numberInt":"-1"}},"name": "storedAt_-1__id_-1"}]`,
		insert,
		insert,
	}
	var got []string
	for _, command := range *commands {
		got = append(got, summary(command))
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStoreFailures(t *testing.T) {
	notReplicated := append(inserted, bson.E{Key: "writeConcernError", Value: bson.D{{Key: "code", Value: 64}, {Key: "errmsg", Value: "waiting for replication timed out"}}})
	cases := []struct {
		name    string
		replies []bson.D
		payload map[string]any
		refused bool
		want    string
	}{
		{"NUL in a name", nil, map[string]any{"\x00": true}, true, "not representable in BSON"},
		{"number beyond a double", nil, map[string]any{"n": json.Number("1e400")}, true, "not representable in BSON"},
		{"document refused by the server", []bson.D{done, writeError(121, "Document failed validation")}, nil, true, "Document failed validation"},
		{"write not replicated", []bson.D{done, notReplicated}, nil, false, "insert into MongoDB: write exception: write concern error"},
		{"not the primary", []bson.D{done, commandError(10107, "not primary")}, nil, false, "insert into MongoDB: "},
		{"index not created", []bson.D{commandError(13, "not authorized")}, nil, false, "create the index of MongoDB's events: "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			archive, _ := archiveOver(t, c.replies...)
			err := archive.Store(t.Context(), withPayload(c.payload))
			if err == nil || errors.Is(err, ingest.ErrRefused) != c.refused || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v; want refused=%v and %q", err, c.refused, c.want)
			}
		})
	}
}

func TestIndexIsTriedAgain(t *testing.T) {
	archive, commands := archiveOver(t, commandError(13, "not authorized"), done, inserted)
	if err := archive.Store(t.Context(), withPayload(nil)); err == nil {
		t.Error("stored without an index")
	}
	if err := archive.Store(t.Context(), withPayload(nil)); err != nil || len(*commands) != 3 {
		t.Errorf("got %v after %d commands", err, len(*commands))
	}
}

func TestNew(t *testing.T) {
	_, err := New("http://user:hunter2@localhost")
	if err == nil || !strings.HasPrefix(err.Error(), "MONGODB_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}

	archive, err := New("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100")
	if err != nil {
		t.Fatalf("an absent server prevents the start: %v", err)
	}
	if err := archive.Check(t.Context()); err == nil {
		t.Error("an absent server passed the check")
	}
	if err := archive.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
