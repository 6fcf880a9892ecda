package check

// ForeignFunctions are functions of other languages, and what they are here.
var ForeignFunctions = foreignFunctions
