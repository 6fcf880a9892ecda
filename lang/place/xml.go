package place

import "lcs/lang/diag"

const malformedXML diag.Code = "LCS4002"

func newXML() state { return textState{} }
