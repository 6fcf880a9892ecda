package stdlib

import "lcs/lang/types"

// Regex judges a pattern for the checker (types.Universe).
func (l *Library) Regex(pattern, flags string) (*types.Regex, bool, *types.LiteralError) {
	r, bad := CompileRegex(pattern, flags)
	if bad != nil {
		return nil, false, bad
	}
	re := &types.Regex{Groups: r.Groups}
	for _, name := range r.Names {
		if name != "" {
			re.Names = append(re.Names, name)
		}
	}
	return re, r.Backtracks, nil
}
