// Package roster codes what a registry keeps of a group's roster: one document
// a group, versioned, compressed and checked. docs/roster-document.md describes
// the bytes for other programs. The package knows neither where documents are
// stored nor what their rows mean.
package roster
