package diag

// Codes 8xxx: advice.
var adviceCodes = []Entry{}
