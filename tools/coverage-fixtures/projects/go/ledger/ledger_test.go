package ledger

import "testing"

func TestPost(t *testing.T) {
	book := New()
	if !book.Post(3) {
		t.Fatal("refused")
	}
}
