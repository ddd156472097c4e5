package validator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const (
	// MaxMessageBytes bounds one message. A job's payload is a description of work, not the data itself.
	MaxMessageBytes = 1 << 20
	// MaxDepth bounds the nesting of a message: the document store refuses more than 100 levels, some of them its own.
	MaxDepth = 64
)

// decode reads exactly one JSON document within the bounds.
func decode(message []byte) (any, *InvalidError) {
	if len(message) > MaxMessageBytes {
		return nil, unreadable(TooLarge, fmt.Sprintf("%d bytes; at most %d are read", len(message), MaxMessageBytes))
	}
	if err := checkTokens(message); err != nil {
		return nil, unreadable(Malformed, err.Error())
	}
	decoder := json.NewDecoder(bytes.NewReader(message))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		return nil, unreadable(Malformed, err.Error())
	}
	return document, nil
}

// checkTokens walks the message once without building it: nesting stays within MaxDepth and nothing follows the document.
func checkTokens(message []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(message))
	decoder.UseNumber()
	for depth, documents := 0, 0; ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && documents == 1 && depth == 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return errors.New("the document ends early")
		}
		if err != nil {
			return err
		}
		if depth == 0 && documents == 1 {
			return errors.New("something follows the document")
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth > MaxDepth {
			return fmt.Errorf("nested deeper than %d levels", MaxDepth)
		}
		if depth == 0 {
			documents++
		}
	}
}

func unreadable(reason Reason, message string) *InvalidError {
	return &InvalidError{Reason: reason, Violations: []Violation{{Message: excerpt(message)}}}
}
