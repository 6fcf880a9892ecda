package diag

// Codes 7xxx: running.
var runCodes = []Entry{}
