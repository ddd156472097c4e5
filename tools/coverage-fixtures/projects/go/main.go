package main

import (
	"fmt"

	"example.com/ledger-service/ledger"
)

// A function literal at package level: no FuncDecl holds its statements.
var onOverflow = func(amount int) int {
	if amount < 0 {
		return 0
	}
	return amount
}

func clamp(amount int) int {
	if amount > 100 {
		return 100
	}
	return onOverflow(amount)
}

func main() {
	book := ledger.New()
	book.Post(clamp(12))
	fmt.Println(book.Balance())
}
