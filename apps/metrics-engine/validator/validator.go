// Package validator decides whether a message from the broker is an event this service may count: a document of
// event-envelope.json whose payload carries a document of job.json (invariants C1 and C2).
//
// The schemas are byte-equal copies of the repository's contracts, embedded because the image is built from this
// folder alone.
package validator

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/mod/semver"
)

//go:embed schemas/*.json
var schemas embed.FS

// Reason is the class of a rejection; it labels the metric, so the set is closed.
type Reason string

const (
	// TooLarge: the message is longer than MaxMessageBytes.
	TooLarge Reason = "too-large"
	// Malformed: the message is not one JSON document, or nests deeper than MaxDepth.
	Malformed Reason = "malformed"
	// EnvelopeInvalid: the document violates event-envelope.json.
	EnvelopeInvalid Reason = "envelope-invalid"
	// ContractUnsupported: the event was written against another major version of the envelope's contract.
	ContractUnsupported Reason = "contract-unsupported"
	// JobInvalid: payload.job is missing or violates job.json.
	JobInvalid Reason = "job-invalid"
)

// Reasons lists every Reason.
func Reasons() []Reason {
	return []Reason{TooLarge, Malformed, EnvelopeInvalid, ContractUnsupported, JobInvalid}
}

// Event is a valid event, reduced to what the service acts upon, and the whole envelope for the archive.
type Event struct {
	Type           string
	IdempotencyKey string
	JobStatus      string
	// Envelope is the decoded document; numbers are json.Number, so that none loses precision.
	Envelope map[string]any
}

// Validator holds the compiled schemas. It is safe for concurrent use.
type Validator struct {
	envelope      *jsonschema.Schema
	envelopeMajor string
	job           *jsonschema.Schema
}

// New compiles the embedded schemas. An error means that a vendored copy is broken: the service must not start.
func New() (*Validator, error) {
	envelopeSource, err := readSchema("event-envelope.json")
	if err != nil {
		return nil, err
	}
	jobSource, err := readSchema("job.json")
	if err != nil {
		return nil, err
	}
	return compile(envelopeSource, jobSource)
}

func compile(envelopeSource, jobSource schemaSource) (*Validator, error) {
	envelope, err := envelopeSource.compile()
	if err != nil {
		return nil, err
	}
	job, err := jobSource.compile()
	if err != nil {
		return nil, err
	}
	major := semver.Major("v" + envelopeSource.version)
	if major == "" {
		return nil, fmt.Errorf("%s: $version %q is not a semantic version such as 1.0.0", envelopeSource.name, envelopeSource.version)
	}
	return &Validator{envelope: envelope, envelopeMajor: major, job: job}, nil
}

// Event validates one message body: size, JSON, envelope, contract version, job, in this order.
// Every error is an *InvalidError; the same message always gets the same verdict.
func (v *Validator) Event(message []byte) (Event, error) {
	document, invalid := decode(message)
	if invalid != nil {
		return Event{}, invalid
	}
	if violations := violationsOf(v.envelope.Validate(document), ""); violations != nil {
		return Event{}, &InvalidError{Reason: EnvelopeInvalid, Violations: violations}
	}

	envelope := document.(map[string]any)
	if invalid := v.checkContractVersion(envelope["contractVersion"].(string)); invalid != nil {
		return Event{}, invalid
	}
	job, carried := envelope["payload"].(map[string]any)["job"]
	if !carried {
		return Event{}, &InvalidError{Reason: JobInvalid, Violations: []Violation{{
			Location: "/payload", Message: "the property 'job' is missing: every job.* event carries { \"job\": <a document of job.json> }",
		}}}
	}
	if violations := violationsOf(v.job.Validate(job), "/payload/job"); violations != nil {
		return Event{}, &InvalidError{Reason: JobInvalid, Violations: violations}
	}

	return Event{
		Type:           envelope["eventType"].(string),
		IdempotencyKey: envelope["idempotencyKey"].(string),
		JobStatus:      job.(map[string]any)["status"].(string),
		Envelope:       envelope,
	}, nil
}

// checkContractVersion accepts the major version this service was built with: within it, changes are additive (C4).
func (v *Validator) checkContractVersion(version string) *InvalidError {
	if semver.Major("v"+version) == v.envelopeMajor {
		return nil
	}
	return &InvalidError{Reason: ContractUnsupported, Violations: []Violation{{
		Location: "/contractVersion",
		Message:  fmt.Sprintf("%s is not of the major version %s this service reads", excerpt(version), v.envelopeMajor),
	}}}
}

type schemaSource struct {
	name     string
	version  string
	document any
}

func readSchema(name string) (schemaSource, error) {
	raw, err := schemas.ReadFile("schemas/" + name)
	if err != nil {
		return schemaSource{}, fmt.Errorf("embedded schema %s: %w", name, err)
	}
	return parseSchema(name, raw)
}

func parseSchema(name string, raw []byte) (schemaSource, error) {
	var document map[string]any
	if err := json.Unmarshal(raw, &document); err != nil {
		return schemaSource{}, fmt.Errorf("embedded schema %s is not a JSON object: %w", name, err)
	}
	version, _ := document["$version"].(string)
	return schemaSource{name: name, version: version, document: document}, nil
}

// compile builds the schema with formats asserted and every outside reference refused.
func (s schemaSource) compile() (*jsonschema.Schema, error) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.UseLoader(jsonschema.SchemeURLLoader{})
	location := "embedded:///" + s.name
	if err := compiler.AddResource(location, s.document); err != nil {
		return nil, fmt.Errorf("embedded schema %s: %w", s.name, err)
	}
	schema, err := compiler.Compile(location)
	if err != nil {
		return nil, fmt.Errorf("embedded schema %s: %w", s.name, err)
	}
	return schema, nil
}

// violationsOf flattens a validation error into at most maxViolations leaves, each located under prefix.
func violationsOf(err error, prefix string) []Violation {
	if err == nil {
		return nil
	}
	var validation *jsonschema.ValidationError
	if !errors.As(err, &validation) {
		return []Violation{{Location: prefix, Message: excerpt(err.Error())}}
	}
	var violations []Violation
	collectLeaves(validation.BasicOutput(), prefix, &violations)
	return violations
}

func collectLeaves(unit *jsonschema.OutputUnit, prefix string, violations *[]Violation) {
	if len(*violations) == maxViolations {
		return
	}
	if unit.Error != nil && len(unit.Errors) == 0 {
		*violations = append(*violations, Violation{
			Location: excerpt(prefix + unit.InstanceLocation),
			Message:  excerpt(unit.Error.String()),
		})
		return
	}
	for i := range unit.Errors {
		collectLeaves(&unit.Errors[i], prefix, violations)
	}
}
