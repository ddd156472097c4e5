// Package counting says what one event adds to the counters. The hashes are read by the read-model.
package counting

import "github.com/nx-invariants/observatory/metrics-engine/validator"

const (
	// EventsHash maps an event type to the number of events of that type.
	EventsHash = "metrics:events"
	// JobsHash maps a job status to the number of times a job reached it.
	JobsHash = "metrics:jobs"
)

// Increment adds one to a field of a hash.
type Increment struct {
	Hash  string
	Field string
}

// Of lists the increments of one event.
func Of(event validator.Event) []Increment {
	return []Increment{
		{Hash: EventsHash, Field: event.Type},
		{Hash: JobsHash, Field: event.JobStatus},
	}
}
