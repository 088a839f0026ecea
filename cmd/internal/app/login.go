package app

import (
	"fmt"
	"os"
	"os/user"
)

// login is the operating system's user and host, which the ledger stores beside the name given by --by.
// A user without a name (a container's) is given by number.
func login() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	name := fmt.Sprint(os.Getuid())
	if u, err := user.LookupId(name); err == nil && u.Username != "" {
		name = u.Username
	}
	if r := []rune(name + "@" + host); len(r) > maxLogin {
		return string(r[:maxLogin])
	}
	return name + "@" + host
}

// maxLogin is the length of the registry's columns.
const maxLogin = 300
