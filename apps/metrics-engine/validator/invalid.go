package validator

import (
	"fmt"
	"strings"
)

const (
	maxViolations   = 10
	maxExcerptRunes = 200
)

// Violation is one broken rule. Location is a JSON pointer into the message ("" is the whole of it).
type Violation struct {
	Location string
	Message  string
}

// InvalidError says why a message is no event: its class and at most ten violations, each shortened, because both the
// number and the text come from whoever sent the message.
type InvalidError struct {
	Reason     Reason
	Violations []Violation
}

// Error lists the violations on one line.
func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Violations))
	for i, violation := range e.Violations {
		lines[i] = fmt.Sprintf("%s: %s", pointerOrRoot(violation.Location), violation.Message)
	}
	return fmt.Sprintf("%s: %s", e.Reason, strings.Join(lines, "; "))
}

func pointerOrRoot(pointer string) string {
	if pointer == "" {
		return "message"
	}
	return pointer
}

func excerpt(text string) string {
	runes := []rune(text)
	if len(runes) <= maxExcerptRunes {
		return text
	}
	return string(runes[:maxExcerptRunes]) + "…"
}
