package faults

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// ranAsRoot runs the test once more as root of namespaces of its own, where it
// may mount and change the root, and reports that it did; root itself goes on.
func ranAsRoot(t *testing.T) bool {
	t.Helper()
	if os.Getuid() == 0 {
		return false
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.count=1", "-test.run=^"+t.Name()+"$", fmt.Sprintf("-full=%v", *full))
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("as root of its own namespaces: %v\n%s", err, out)
	}
	return true
}
