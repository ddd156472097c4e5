package version

import "testing"

func TestParse(t *testing.T) {
	for content, want := range map[string]string{"0.1.0\n": "0.1.0", "1.2.3-rc.1\r\n": "1.2.3-rc.1", "10.0.1": "10.0.1"} {
		if got, err := Parse(content); err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", content, got, err, want)
		}
	}
	for _, content := range []string{"", "\n", "latest\n", "v0.1.0\n", "0.1\n", "0.1.0\n0.2.0\n", " 0.1.0\n"} {
		if got, err := Parse(content); err == nil {
			t.Errorf("%q was read as %q", content, got)
		}
	}
}
