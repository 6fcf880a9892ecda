package diag

// Codes 2xxx: names and types.
var typeCodes = []Entry{}
