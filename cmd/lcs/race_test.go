//go:build race

package main

// underRace says that the race detector watches, under which all takes some ten
// times as long: what is only repeated is repeated less.
const underRace = true
