package check

import (
	"iter"

	"lcs/lang/ast"
	"lcs/lang/types"
)

// keys are the names that an object literal gives.
type keys struct {
	c        *checker
	object   *ast.Object
	given    map[string]*ast.Entry
	computed bool // one of them is, so that nobody knows which there are
}

func (c *checker) keysOf(o *ast.Object) *keys {
	return &keys{c: c, object: o, given: map[string]*ast.Entry{}}
}

// all goes through the names with their entries, whose values are to be checked.
// A name that is computed, or comes again, is left out and its value checked.
func (k *keys) all() iter.Seq2[string, *ast.Entry] {
	return func(yield func(string, *ast.Entry) bool) {
		for _, entry := range k.object.Entries {
			name, literal := k.c.key(entry)
			old := k.given[name]
			switch {
			case !literal:
				k.computed = true
			case old != nil:
				k.c.add(repeatedKey(entry.Key, name, old))
			default:
				k.given[name] = entry
				if !yield(name, entry) {
					return
				}
				continue
			}
			k.c.expr(entry.Value)
		}
	}
}

// wantAll reports the fields of a type that are not given and not optional.
func (k *keys) wantAll(core *types.Object, what string) {
	var lacking []string
	for _, f := range core.Fields {
		if k.given[f.Name] == nil && !f.Type.IsOptional() {
			lacking = append(lacking, f.Name)
		}
	}
	if len(lacking) > 0 {
		k.c.add(incompleteObject(k.object, what, lacking))
	}
}
