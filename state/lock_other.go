//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package state

import "os"

// lock opens the file alone: these systems have no lock that ends with its
// process.
func lock(name string) (file *os.File, busy bool, err error) {
	file, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	return file, false, err
}
