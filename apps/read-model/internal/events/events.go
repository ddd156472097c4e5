// Package events reads the archived events from MongoDB, where the metrics-engine stores them.
package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
)

const (
	database         = "observatory"
	collection       = "events"
	operationTimeout = 5 * time.Second
	selectionTimeout = 3 * time.Second
)

// Archive reads one MongoDB deployment.
type Archive struct {
	client *mongo.Client
	events *mongo.Collection
}

// New parses the URL (mongodb://[user:password@]host:port/); its options override the time-outs of five and three
// seconds for an operation and for finding the server. It does not wait for a connection.
func New(url string) (*Archive, error) {
	archive, err := connect(options.Client().
		SetTimeout(operationTimeout).SetServerSelectionTimeout(selectionTimeout).ApplyURI(url))
	if err != nil {
		// The cause may quote the URL, which may hold a password.
		return nil, errors.New("MONGODB_URL is not a MongoDB URL; expected mongodb://[user:password@]host:port/")
	}
	return archive, nil
}

func connect(options *options.ClientOptions) (*Archive, error) {
	client, err := mongo.Connect(options)
	if err != nil {
		return nil, err
	}
	return &Archive{client: client, events: client.Database(database).Collection(collection)}, nil
}

// Recent returns at most limit envelopes as JSON, the one stored last first.
func (a *Archive) Recent(ctx context.Context, limit int) ([]json.RawMessage, error) {
	// The metrics-engine keeps an index in this order.
	cursor, err := a.events.Find(ctx, bson.D{}, options.Find().
		SetSort(bson.D{{Key: "storedAt", Value: -1}, {Key: "_id", Value: -1}}).
		SetProjection(bson.D{{Key: "_id", Value: 0}, {Key: "envelope", Value: 1}}).
		SetLimit(int64(limit)))
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	var records []struct {
		Envelope bson.Raw `bson:"envelope"`
	}
	if err := cursor.All(ctx, &records); err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	envelopes := make([]json.RawMessage, len(records))
	for i, record := range records {
		// An envelope came from JSON, so the relaxed form is that JSON again: no type of BSON's own is in it.
		if envelopes[i], err = bson.MarshalExtJSON(record.Envelope, false, false); err != nil {
			return nil, fmt.Errorf("an archived event is not a document: %w", err)
		}
	}
	return envelopes, nil
}

// Check pings the primary.
func (a *Archive) Check(ctx context.Context) error { return a.client.Ping(ctx, readpref.Primary()) }

// Close disconnects.
func (a *Archive) Close(ctx context.Context) error { return a.client.Disconnect(ctx) }
