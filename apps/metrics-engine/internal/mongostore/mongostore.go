// Package mongostore keeps the events in MongoDB.
package mongostore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"github.com/nx-invariants/observatory/metrics-engine/internal/ingest"
	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

const (
	database         = "observatory"
	collection       = "events"
	operationTimeout = 5 * time.Second
	selectionTimeout = 3 * time.Second
)

// record is one archived event. The envelope lies in a field of its own, so that no name in it can meet one of ours.
type record struct {
	IdempotencyKey string         `bson:"_id"`
	StoredAt       time.Time      `bson:"storedAt"`
	Envelope       map[string]any `bson:"envelope"`
}

// Archive is an ingest.Archive over one MongoDB deployment.
type Archive struct {
	client  *mongo.Client
	events  *mongo.Collection
	now     func() time.Time
	mutex   sync.Mutex
	indexed bool
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
	return &Archive{client: client, events: client.Database(database).Collection(collection), now: time.Now}, nil
}

// Store inserts the event; one that is there already is left as it is. A document that MongoDB can never take is
// reported as ingest.ErrRefused, anything else as a failure worth another try.
func (a *Archive) Store(ctx context.Context, event validator.Event) error {
	document, err := bson.Marshal(record{IdempotencyKey: event.IdempotencyKey, StoredAt: a.now().UTC(), Envelope: event.Envelope})
	if err != nil {
		return fmt.Errorf("%w: not representable in BSON: %w", ingest.ErrRefused, err)
	}
	if err := a.ensureIndex(ctx); err != nil {
		return fmt.Errorf("create the index of MongoDB's %s: %w", collection, err)
	}
	_, err = a.events.InsertOne(ctx, bson.Raw(document))
	return classify(err)
}

// ensureIndex creates the index the read-model sorts by, until it has succeeded once.
func (a *Archive) ensureIndex(ctx context.Context) error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.indexed {
		return nil
	}
	newestFirst := mongo.IndexModel{Keys: bson.D{{Key: "storedAt", Value: -1}, {Key: "_id", Value: -1}}}
	if _, err := a.events.Indexes().CreateOne(ctx, newestFirst); err != nil {
		return err
	}
	a.indexed = true
	return nil
}

// classify reads an insert's error: an existing key is success, a write error is about this very document, the rest is
// about the server.
func classify(err error) error {
	var exception mongo.WriteException
	switch {
	case err == nil, mongo.IsDuplicateKeyError(err):
		return nil
	case errors.As(err, &exception) && len(exception.WriteErrors) > 0:
		return fmt.Errorf("%w: %w", ingest.ErrRefused, err)
	default:
		return fmt.Errorf("insert into MongoDB: %w", err)
	}
}

// Check pings the primary.
func (a *Archive) Check(ctx context.Context) error { return a.client.Ping(ctx, readpref.Primary()) }

// Close disconnects.
func (a *Archive) Close(ctx context.Context) error { return a.client.Disconnect(ctx) }
