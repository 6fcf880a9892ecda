package check

import (
	"lcs/lang/ast"
	"lcs/lang/types"
)

// Options is what Check needs beside the file.
type Options struct {
	// Universe has the functions and record types that a script finds.
	Universe types.Universe
	// Imports has the parsed file behind each import, of the checked file and
	// of those that it imports. An import that is not in it could not be read;
	// whoever tried has reported it.
	Imports map[*ast.Import]*ast.File
	// NoAdvice is set when reading the files has found errors already: what is
	// broken may be what uses a name or depends on a step.
	NoAdvice bool
}
