// Package spec is the language reference for those who write scripts. It has no
// code: its tests parse, check and run what the pages show, so that a page
// cannot say what is not so.
package spec
