// Package ledger holds postings.
package ledger

import "example.com/ledger-service/validator"

// Book is a list of postings.
type Book struct{ postings []int }

// New makes an empty book.
func New() *Book { return &Book{} }

// Post adds an amount that is valid.
func (b *Book) Post(amount int) bool {
	if !validator.Valid(amount) {
		return false
	}
	b.postings = append(b.postings, amount)
	return true
}

// Balance sums the postings.
func (b *Book) Balance() int {
	sum := 0
	for _, amount := range b.postings {
		sum += amount
	}
	return sum
}
