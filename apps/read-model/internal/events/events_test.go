package events

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/drivertest"
)

// found is a server's reply to find.
func found(documents ...any) bson.D {
	return bson.D{{Key: "ok", Value: 1}, {Key: "cursor", Value: bson.D{
		{Key: "id", Value: int64(0)}, {Key: "ns", Value: "observatory.events"}, {Key: "firstBatch", Value: append(bson.A{}, documents...)},
	}}}
}

// archiveOver gives an archive whose server gives this reply, and the commands it was sent.
func archiveOver(t *testing.T, reply bson.D) (*Archive, *[]string) {
	t.Helper()
	commands := &[]string{}
	settings := options.Client().SetRetryReads(false).SetMonitor(&event.CommandMonitor{
		Started: func(_ context.Context, started *event.CommandStartedEvent) {
			*commands = append(*commands, started.Command.String())
		},
	})
	settings.Deployment = drivertest.NewMockDeployment(reply)
	archive, err := connect(settings)
	if err != nil {
		t.Fatal(err)
	}
	return archive, commands
}

func TestRecent(t *testing.T) {
	archive, commands := archiveOver(t, found(
		bson.D{{Key: "envelope", Value: bson.D{
			{Key: "eventType", Value: "job.failed"},
			{Key: "payload", Value: bson.D{
				{Key: "n", Value: int64(9007199254740993)}, {Key: "x", Value: 0.5}, {Key: "none", Value: nil},
				{Key: "list", Value: bson.A{true, "<é>"}}, {Key: "$where", Value: "as it was sent"},
			}},
		}}},
		bson.D{{Key: "envelope", Value: bson.D{{Key: "eventType", Value: "job.started"}}}},
	))
	envelopes, err := archive.Recent(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	want := []json.RawMessage{
		json.RawMessage(`{"eventType":"job.failed","payload":{"n":9007199254740993,"x":0.5,"none":null,"list":[true,"<é>"],"$where":"as it was sent"}}`),
		json.RawMessage(`{"eventType":"job.started"}`),
	}
	if !reflect.DeepEqual(envelopes, want) {
		t.Errorf("got %s\nwant %s", envelopes, want)
	}
	const query = `{"find": "events","filter": {},"limit": {"$numberLong":"7"},` +
		`"projection": {"_id": {"$numberInt":"0"},"envelope": {"$numberInt":"1"}},` +
		`"sort": {"storedAt": {"$numberInt":"-1"},"_id": {"$numberInt":"-1"}}`
	if len(*commands) != 1 || !strings.HasPrefix((*commands)[0], query) {
		t.Errorf("asked %s\nwant  %s...", *commands, query)
	}
}

func TestRecentWithoutEventsIsAnEmptyList(t *testing.T) {
	archive, _ := archiveOver(t, found())
	if got, err := archive.Recent(t.Context(), 7); err != nil || got == nil || len(got) != 0 {
		t.Errorf("got %#v, %v", got, err)
	}
}

func TestRecentFailures(t *testing.T) {
	cases := []struct {
		name  string
		reply bson.D
		want  string
	}{
		{"not allowed", bson.D{{Key: "ok", Value: 0}, {Key: "code", Value: 13}, {Key: "errmsg", Value: "not authorized"}}, "read events: "},
		{"foreign document", found(bson.D{{Key: "envelope", Value: "text"}}), "read events: "},
		{"no envelope", found(bson.D{{Key: "other", Value: 1}}), "an archived event is not a document"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			archive, _ := archiveOver(t, c.reply)
			if got, err := archive.Recent(t.Context(), 1); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %s, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestNew(t *testing.T) {
	_, err := New("http://user:hunter2@localhost")
	if err == nil || !strings.HasPrefix(err.Error(), "MONGODB_URL ") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}

	archive, err := New("mongodb://127.0.0.1:1/")
	if err != nil {
		t.Fatalf("an absent server prevents the start: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := archive.Check(ctx); err == nil {
		t.Error("an absent server passed the check")
	}
	if got, err := archive.Recent(ctx, 1); err == nil {
		t.Errorf("an absent server returned %s", got)
	}
	if err := archive.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
