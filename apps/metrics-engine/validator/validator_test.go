package validator

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const job = `{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":"report.monthly","status":"COMPLETED",` +
	`"createdAt":"2026-03-01T09:30:00.000Z","updatedAt":"2026-03-01T09:30:04+02:00","payload":{"rows":12345678901234567890},` +
	`"metadata":{"team":"finance"}}`

// envelope returns a valid message with the given members of the envelope set or, where the value is "", removed.
func envelope(t *testing.T, members map[string]string) []byte {
	t.Helper()
	document := map[string]json.RawMessage{
		"contractVersion": json.RawMessage(`"1.0.0"`),
		"eventType":       json.RawMessage(`"job.completed"`),
		"eventId":         json.RawMessage(`"a3bb189e-8bf9-4888-9912-ace4e6543002"`),
		"occurredAt":      json.RawMessage(`"2026-03-01T09:30:04.512Z"`),
		"producer":        json.RawMessage(`{"service":"processor","instanceId":"processor-1","version":"0.1.0"}`),
		"correlationId":   json.RawMessage(`"c-1"`),
		"idempotencyKey":  json.RawMessage(`"job.completed:7c9e6679"`),
		"payload":         json.RawMessage(`{"job":` + job + `}`),
	}
	for name, value := range members {
		if value == "" {
			delete(document, name)
		} else {
			document[name] = json.RawMessage(value)
		}
	}
	message, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func withJob(old, new string) map[string]string {
	return map[string]string{"payload": `{"job":` + strings.Replace(job, old, new, 1) + `}`}
}

func newValidator(t *testing.T) *Validator {
	t.Helper()
	v, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEventAccepts(t *testing.T) {
	v := newValidator(t)
	statusOf := map[string]string{
		"job.submitted": "PENDING", "job.started": "EXECUTING", "job.completed": "COMPLETED", "job.failed": "FAILED",
	}
	for eventType, status := range statusOf {
		t.Run(eventType, func(t *testing.T) {
			members := withJob("COMPLETED", status)
			members["eventType"] = `"` + eventType + `"`
			message := envelope(t, members)
			event, err := v.Event(message)
			if err != nil {
				t.Fatal(err)
			}
			if event.Type != eventType || event.IdempotencyKey != "job.completed:7c9e6679" || event.JobStatus != status {
				t.Errorf("got %+v", event)
			}
			if got, want := reencode(t, event.Envelope), reencode(t, decoded(t, message)); got != want {
				t.Errorf("the envelope changed:\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestEventAcceptsWhatTheContractAllows(t *testing.T) {
	v := newValidator(t)
	cases := map[string]map[string]string{
		"newer minor version":       {"contractVersion": `"1.7.3"`},
		"job with required only":    {"payload": `{"job":{"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":"a","status":"PENDING","createdAt":"2026-03-01T09:30:00Z"}}`},
		"more than a job":           {"payload": `{"job":` + job + `,"note":"x"}`},
		"number beyond any integer": withJob("12345678901234567890", "1e999999999"),
		"deepest nesting":           withJob("12345678901234567890", nested(MaxDepth-4)),
	}
	for name, members := range cases {
		t.Run(name, func(t *testing.T) {
			if _, err := v.Event(envelope(t, members)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEventRejects(t *testing.T) {
	v := newValidator(t)
	cases := []struct {
		name    string
		message []byte
		want    InvalidError
	}{
		{"nothing", []byte(``), invalid(Malformed, "", "the document ends early")},
		{"half a document", []byte(`{"a":[`), invalid(Malformed, "", "the document ends early")},
		{"not JSON", []byte(`{a}`), invalid(Malformed, "", "invalid character 'a'")},
		{"two documents", []byte(`{}{}`), invalid(Malformed, "", "something follows the document")},
		{"too deep", envelope(t, withJob("12345678901234567890", nested(MaxDepth-3))), invalid(Malformed, "", "nested deeper than 64 levels")},
		{"too large", []byte(`"` + strings.Repeat("a", MaxMessageBytes) + `"`), invalid(TooLarge, "", "1048578 bytes; at most 1048576 are read")},
		{"not an object", []byte(`[]`), invalid(EnvelopeInvalid, "", "got array, want object")},
		{"no idempotency key", envelope(t, map[string]string{"idempotencyKey": ""}), invalid(EnvelopeInvalid, "", "missing property 'idempotencyKey'")},
		{"unknown event type", envelope(t, map[string]string{"eventType": `"job.paused"`}), invalid(EnvelopeInvalid, "/eventType", "value must be one of")},
		{"not a time", envelope(t, map[string]string{"occurredAt": `"yesterday"`}), invalid(EnvelopeInvalid, "/occurredAt", "is not valid date-time")},
		{"undeclared member", envelope(t, map[string]string{"extra": `1`}), invalid(EnvelopeInvalid, "", "additional properties 'extra' not allowed")},
		{"unversioned producer", envelope(t, map[string]string{"producer": `{"service":"a","instanceId":"b"}`}), invalid(EnvelopeInvalid, "/producer", "missing property 'version'")},
		{"another major version", envelope(t, map[string]string{"contractVersion": `"2.0.0"`}), invalid(ContractUnsupported, "/contractVersion", "2.0.0 is not of the major version v1")},
		{"no job", envelope(t, map[string]string{"payload": `{}`}), invalid(JobInvalid, "/payload", "the property 'job' is missing")},
		{"job is null", envelope(t, map[string]string{"payload": `{"job":null}`}), invalid(JobInvalid, "/payload/job", "got null, want object")},
		{"unknown status", envelope(t, withJob("COMPLETED", "DONE")), invalid(JobInvalid, "/payload/job/status", "value must be one of")},
		{"id is no UUID", envelope(t, withJob("7c9e6679", "job-42")), invalid(JobInvalid, "/payload/job/id", "does not match pattern")},
		{"metadata is no text", envelope(t, withJob(`"finance"`, `1`)), invalid(JobInvalid, "/payload/job/metadata/team", "got number, want string")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			event, err := v.Event(c.message)
			if !reflect.DeepEqual(event, Event{}) {
				t.Errorf("a rejected message gave the event %+v", event)
			}
			var got *InvalidError
			if !errors.As(err, &got) {
				t.Fatalf("got %v, want an *InvalidError", err)
			}
			if got.Reason != c.want.Reason || len(got.Violations) != 1 ||
				got.Violations[0].Location != c.want.Violations[0].Location ||
				!strings.Contains(got.Violations[0].Message, c.want.Violations[0].Message) {
				t.Errorf("got %v, want %v", got, &c.want)
			}
		})
	}
}

func TestEventReportsEveryViolationWithinBounds(t *testing.T) {
	v := newValidator(t)

	_, err := v.Event([]byte(`{}`))
	if got, want := err.Error(), "envelope-invalid: message: missing properties 'contractVersion', 'eventType', 'eventId', "+
		"'occurredAt', 'producer', 'correlationId', 'idempotencyKey', 'payload'"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}

	_, err = v.Event(envelope(t, map[string]string{"correlationId": `""`, "eventId": `"x"`}))
	var invalid *InvalidError
	if !errors.As(err, &invalid) || len(invalid.Violations) != 2 {
		t.Errorf("two broken rules were reported as %v", err)
	}

	labels := make([]string, 32)
	for i := range labels {
		labels[i] = fmt.Sprintf(`"l%d":%d`, i, i)
	}
	_, err = v.Event(envelope(t, withJob(`{"team":"finance"}`, "{"+strings.Join(labels, ",")+"}")))
	if !errors.As(err, &invalid) || len(invalid.Violations) != maxViolations {
		t.Errorf("32 broken rules were reported as %d", len(invalid.Violations))
	}

	_, err = v.Event(envelope(t, map[string]string{"eventId": `"` + strings.Repeat("é", 5000) + `"`}))
	if !errors.As(err, &invalid) || len([]rune(invalid.Violations[0].Message)) != maxExcerptRunes+1 {
		t.Errorf("a hostile value was quoted in full: %v", err)
	}
}

func TestReasonsAreDistinctAndComplete(t *testing.T) {
	want := []Reason{"too-large", "malformed", "envelope-invalid", "contract-unsupported", "job-invalid"}
	if got := Reasons(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBrokenSchemaStopsTheService(t *testing.T) {
	sound := `{"$version":"1.0.0","type":"object"}`
	cases := []struct{ name, envelope, job, want string }{
		{"not JSON", `{`, sound, "embedded schema event-envelope.json is not a JSON object"},
		{"not a schema", `{"$version":"1.0.0","type":7}`, sound, "embedded schema event-envelope.json: "},
		{"outside reference", sound, `{"$ref":"https://observatory.example/other.json"}`, "embedded schema job.json: "},
		{"no version", `{"type":"object"}`, sound, `event-envelope.json: $version "" is not a semantic version`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := compileTexts(c.envelope, c.job)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	if err := compileTexts(sound, sound); err != nil {
		t.Errorf("sound schemas were refused: %v", err)
	}
	if _, err := readSchema("absent.json"); err == nil {
		t.Error("an absent schema was read")
	}
}

func compileTexts(envelope, job string) error {
	envelopeSource, err := parseSchema("event-envelope.json", []byte(envelope))
	if err != nil {
		return err
	}
	jobSource, err := parseSchema("job.json", []byte(job))
	if err != nil {
		return err
	}
	_, err = compile(envelopeSource, jobSource)
	return err
}

// FuzzEvent asserts that no message panics and that every refusal is classified.
func FuzzEvent(f *testing.F) {
	v, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"payload":{"job":` + job + `}}`))
	f.Add([]byte(`[[[{"a":1e400}`))
	f.Fuzz(func(t *testing.T, message []byte) {
		_, err := v.Event(message)
		var invalid *InvalidError
		if err != nil && (!errors.As(err, &invalid) || len(invalid.Violations) == 0) {
			t.Errorf("unclassified: %v", err)
		}
	})
}

func invalid(reason Reason, location, message string) InvalidError {
	return InvalidError{Reason: reason, Violations: []Violation{{Location: location, Message: message}}}
}

func nested(depth int) string {
	return strings.Repeat("[", depth) + strings.Repeat("]", depth)
}

func decoded(t *testing.T, message []byte) any {
	t.Helper()
	document, invalid := decode(message)
	if invalid != nil {
		t.Fatal(invalid)
	}
	return document
}

func reencode(t *testing.T, document any) string {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
