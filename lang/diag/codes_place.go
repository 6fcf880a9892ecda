package diag

// Codes 4xxx: encoding by place.
var placeCodes = []Entry{}
