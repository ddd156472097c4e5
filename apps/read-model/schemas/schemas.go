// Package schemas holds this service's copies of the contracts, byte-equal to the repository's, embedded because the
// image is built from this folder alone.
package schemas

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed job.json
var job []byte

// Contract is a compiled schema. It is safe for concurrent use.
type Contract struct {
	schema *jsonschema.Schema
}

// Job is the contract of every job this service answers with (invariant C2). An error means that the copy is broken:
// the service must not start.
func Job() (*Contract, error) { return compile("job.json", job) }

// Check validates one JSON text; the error lists every violation.
func (c *Contract) Check(text []byte) error {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return c.schema.Validate(document)
}

// compile builds the schema with formats asserted and every outside reference refused.
func compile(name string, text []byte) (*Contract, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("embedded schema %s is not JSON: %w", name, err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.UseLoader(jsonschema.SchemeURLLoader{})
	location := "embedded:///" + name
	if err := compiler.AddResource(location, document); err != nil {
		return nil, fmt.Errorf("embedded schema %s: %w", name, err)
	}
	schema, err := compiler.Compile(location)
	if err != nil {
		return nil, fmt.Errorf("embedded schema %s: %w", name, err)
	}
	return &Contract{schema: schema}, nil
}
