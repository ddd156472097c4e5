package events

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

func archiveOf(documents []any, failure error) *Archive {
	return &Archive{newest: func(_ context.Context, limit int) (*mongo.Cursor, error) {
		if failure != nil {
			return nil, failure
		}
		return mongo.NewCursorFromDocuments(documents[:min(limit, len(documents))], nil, nil)
	}}
}

func TestRecent(t *testing.T) {
	archive := archiveOf([]any{
		bson.D{{Key: "envelope", Value: bson.D{
			{Key: "eventType", Value: "job.failed"},
			{Key: "payload", Value: bson.D{
				{Key: "n", Value: int64(9007199254740993)}, {Key: "x", Value: 0.5}, {Key: "none", Value: nil},
				{Key: "list", Value: bson.A{true, "<é>"}}, {Key: "$where", Value: "as it was sent"},
			}},
		}}},
		bson.D{{Key: "envelope", Value: bson.D{{Key: "eventType", Value: "job.started"}}}},
	}, nil)
	cases := map[int][]string{
		2: {
			`{"eventType":"job.failed","payload":{"n":9007199254740993,"x":0.5,"none":null,"list":[true,"<é>"],"$where":"as it was sent"}}`,
			`{"eventType":"job.started"}`,
		},
		0: {},
	}
	for limit, want := range cases {
		envelopes, err := archive.Recent(t.Context(), limit)
		if err != nil || envelopes == nil {
			t.Fatalf("got %v, %v", envelopes, err)
		}
		got := make([]string, len(envelopes))
		for i, envelope := range envelopes {
			got[i] = string(envelope)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("limit %d: got\n%s\nwant\n%s", limit, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestRecentFailures(t *testing.T) {
	cases := []struct {
		name    string
		archive *Archive
		want    string
	}{
		{"server down", archiveOf(nil, errors.New("no reachable servers")), "read events: no reachable servers"},
		{"foreign document", archiveOf([]any{bson.D{{Key: "envelope", Value: "text"}}}, nil), "read events: "},
		{"no envelope", archiveOf([]any{bson.D{{Key: "other", Value: 1}}}, nil), "an archived event is not a document"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got, err := c.archive.Recent(t.Context(), 1); err == nil || !strings.Contains(err.Error(), c.want) {
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
