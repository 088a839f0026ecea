// Package archtest keeps the shape of the tree: what may import what, who
// may read a clock, how large a file may grow. It holds only tests; each rule
// stands with its reason, and each has an example that breaks it, so that a
// rule that has stopped working is noticed too.
package archtest
