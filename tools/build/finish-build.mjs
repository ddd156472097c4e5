// Completes `tsc -b`: copies what tsc does not.
