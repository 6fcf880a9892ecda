package diag

// Codes 5xxx: secrets.
var secretCodes = []Entry{}
