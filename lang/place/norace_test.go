//go:build !race

package place_test

// underRace: see race_test.go.
const underRace = false
