// Counts a coverprofile with golang.org/x/tools/cover, Go's own parser: prints "covered total".
package main

import (
	"fmt"
	"log"
	"os"

	"golang.org/x/tools/cover"
)

func main() {
	profiles, err := cover.ParseProfiles(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	covered, total := 0, 0
	for _, profile := range profiles {
		for _, block := range profile.Blocks {
			total += block.NumStmt
			if block.Count > 0 {
				covered += block.NumStmt
			}
		}
	}
	fmt.Println(covered, total)
}
