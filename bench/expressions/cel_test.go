package expressions

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
)

// celStrings are cel-go's functions on text.
func celStrings() cel.EnvOption { return ext.Strings() }
