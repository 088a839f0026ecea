// Package replicas runs several daemons of the real binary on one MariaDB,
// ends them in every way, and demands that each tick runs once, that a large
// run is shared, that nothing is written twice, and that the others take over
// in time. It is all tests; nothing imports it.
package replicas
