package diag

// Codes 6xxx: reuse.
var reuseCodes = []Entry{}
