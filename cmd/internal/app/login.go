package app

import (
	"fmt"
	"os"
	"os/user"
)

// login is the operating system's user and host, as it stands in the ledger
// beside the name that --by gives. A user without a name (a container's) is
// its number.
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

// maxLogin is what the registry's columns hold.
const maxLogin = 300
