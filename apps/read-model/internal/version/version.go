// Package version reads the service's own version. There is no default: a service that does not know its version does
// not start (invariant B3).
package version

import (
	"fmt"
	"strings"

	"golang.org/x/mod/semver"
)

// Parse takes the content of the VERSION file: one line, a semantic version such as 0.1.0.
func Parse(content string) (string, error) {
	version := strings.TrimSuffix(strings.TrimSuffix(content, "\n"), "\r")
	if semver.Canonical("v"+version) != "v"+version {
		return "", fmt.Errorf("VERSION holds %q; expected one line with a semantic version such as 0.1.0", content)
	}
	return version, nil
}
