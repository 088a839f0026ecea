//go:build !linux

package sqltest

import "os/exec"

// dieWithParent does nothing where the system knows no such signal.
func dieWithParent(*exec.Cmd) {}
