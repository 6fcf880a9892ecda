package interp

import "lcs/lang/diag"

// The codes of a run; their entries are in the catalogue.
const (
	codeInternal        diag.Code = "LCS7200"
	codeSettingMissing  diag.Code = "LCS7201"
	codeSettingUnfit    diag.Code = "LCS7202"
	codeSettingUnknown  diag.Code = "LCS7203"
	codeServiceUnusable diag.Code = "LCS7204"
	codeLeadFailed      diag.Code = "LCS7205"
	codeFieldUnmet      diag.Code = "LCS7206"
)
