package scaffold

import _ "embed"

// Starter is a commented script to begin with.
//
//go:embed starter.lcs
var Starter string
