// Package archtest keeps the shape of the tree: permitted imports, access to the clock, sizes of files.
// It holds only tests; each rule stands with its reason, and each has an example that breaks it, so that
// a rule that has stopped working is noticed too.
package archtest
