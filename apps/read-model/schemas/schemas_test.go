package schemas

import (
	"strings"
	"testing"
)

func TestJob(t *testing.T) {
	contract, err := Job()
	if err != nil {
		t.Fatal(err)
	}
	const minimal = `"id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":"report.monthly","status":"PENDING"`
	cases := []struct{ name, text, want string }{
		{"minimal", `{` + minimal + `,"createdAt":"2026-03-01T09:30:00Z"}`, ""},
		{"no creation time", `{` + minimal + `}`, "missing property 'createdAt'"},
		{"not a time", `{` + minimal + `,"createdAt":"today"}`, "is not valid date-time"},
		{"undeclared member", `{` + minimal + `,"createdAt":"2026-03-01T09:30:00Z","owner":"x"}`, "additional properties 'owner' not allowed"},
		{"not JSON", `{`, "unexpected EOF"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := contract.Check([]byte(c.text))
			if c.want == "" && err != nil {
				t.Errorf("a valid job was refused: %v", err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestBrokenSchemaStopsTheService(t *testing.T) {
	cases := map[string]string{
		`{`:            "embedded schema job.json is not JSON",
		`{"type":7}`:   "embedded schema job.json: ",
		`{"$ref":"x"}`: "embedded schema job.json: ",
	}
	for text, want := range cases {
		if _, err := compile("job.json", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
