// Package validator says which amounts may be posted.
package validator

// Valid holds for amounts from 1 to 1000 that are not 13.
func Valid(amount int) bool {
	switch {
	case amount < 1:
		return false
	case amount > 1000:
		return false
	case amount == 13:
		return false
	}
	return true
}
