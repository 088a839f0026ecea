// Package overlap finds work groups with the same people, the same name or the same purpose, and plans
// mergers of them (docs/contract-groups.md §4 to §6). It compares sets of numbers and names; it neither
// identifies members nor chooses the groups to judge, and package rule words its findings.
package overlap
