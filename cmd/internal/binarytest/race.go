//go:build race

package binarytest

// raced is true where the tests run under the race detector.
const raced = true
