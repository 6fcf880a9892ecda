package diag

// Codes 1xxx: text, tokens and grammar.
var grammarCodes = []Entry{}
