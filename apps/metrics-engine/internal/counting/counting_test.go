package counting

import (
	"reflect"
	"testing"

	"github.com/nx-invariants/observatory/metrics-engine/validator"
)

func TestOf(t *testing.T) {
	got := Of(validator.Event{Type: "job.failed", JobStatus: "FAILED"})
	want := []Increment{{"metrics:events", "job.failed"}, {"metrics:jobs", "FAILED"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
