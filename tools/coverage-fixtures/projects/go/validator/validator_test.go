package validator

import "testing"

func TestValid(t *testing.T) {
	for amount, want := range map[int]bool{0: false, 1: true, 13: false} {
		if Valid(amount) != want {
			t.Errorf("Valid(%d) != %v", amount, want)
		}
	}
}
