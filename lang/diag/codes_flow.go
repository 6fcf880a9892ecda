package diag

// Codes 3xxx: missing values and handlers.
var flowCodes = []Entry{}
