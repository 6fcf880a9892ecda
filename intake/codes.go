package intake

// The codes of this package; lang/diag has their catalogue entries.
const (
	codeUnreadable  = "LCS7101"
	codeBinary      = "LCS7102"
	codeDamagedPack = "LCS7103"
	codeInvalidUTF8 = "LCS7104"
	codeTooLarge    = "LCS7105"
	codeBadJSON     = "LCS7106"
	codeNotObject   = "LCS7107"
	codeColumns     = "LCS7108"
	codeBadHeader   = "LCS7109"
	codeBadCSV      = "LCS7110"
	codeBadSettings = "LCS7111"
	codeBadSet      = "LCS7112"
)
