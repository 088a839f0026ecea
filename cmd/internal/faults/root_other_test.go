//go:build !linux

package faults

import "testing"

// ranAsRoot leaves it to the test to be refused: only Linux has namespaces.
func ranAsRoot(*testing.T) bool { return false }
