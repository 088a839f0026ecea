// Package browsertest looks at the pages in a real Chromium, as people do: on a
// telephone and a screen, light and dark, with scripts switched off, by keyboard,
// on paper. It is all tests; nothing imports it. testdata/axe.min.js is axe-core
// 4.14.1 as npm has it, under the licence beside it.
package browsertest
