package main

import "testing"

func TestClamp(t *testing.T) {
	if clamp(101) != 100 {
		t.Fatal("not clamped")
	}
}
