package diag

// The codes 5xxx: secrets.
const (
	SecretShown       Code = "LCS5001"
	SecretOnLead      Code = "LCS5002"
	SecretUnencrypted Code = "LCS5003"
	SecretHost        Code = "LCS5004"
	SecretElsewhere   Code = "LCS5005"
)

// Codes 5xxx: secrets.
var secretCodes = []Entry{}
