package telemetry

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandlerServesWhatWasRecorded(t *testing.T) {
	metrics := New("0.1.0", []string{"malformed", "too-large"})
	metrics.Counted("job.submitted")
	metrics.Counted("job.submitted")
	metrics.Counted("job.failed")
	metrics.Duplicate()
	metrics.Rejected("malformed")
	metrics.StoreFailed("redis")

	response := httptest.NewRecorder()
	metrics.Handler().ServeHTTP(response, httptest.NewRequest("GET", "/metrics", nil))
	var got []string
	for line := range strings.Lines(response.Body.String()) {
		if strings.HasPrefix(line, "observatory_") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	want := []string{
		`observatory_build_info{service="metrics-engine",version="0.1.0"} 1`,
		`observatory_events_counted_total{event_type="job.failed"} 1`,
		`observatory_events_counted_total{event_type="job.submitted"} 2`,
		`observatory_events_duplicate_total 1`,
		`observatory_events_rejected_total{reason="malformed"} 1`,
		`observatory_events_rejected_total{reason="too-large"} 0`,
		`observatory_store_failures_total{store="redis"} 1`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
