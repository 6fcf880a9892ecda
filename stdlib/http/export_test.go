package http

// For the tests from outside.
var (
	ExplainNetwork = explainNetwork
	SameSite       = sameSite
	ReadBody       = readBody
)
