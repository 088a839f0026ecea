// Package overlap finds work groups with the same people, the same name or the
// same purpose, and plans which of them to merge (docs/contract-groups.md §4 to
// §6). It compares what it is given, sets of numbers and names: who a member
// is, which groups are judged and what is told about a pair is not its affair.
package overlap
