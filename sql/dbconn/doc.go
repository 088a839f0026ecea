// Package dbconn opens the registry's database, runs transactions that survive deadlocks, tells errors
// apart by the driver's number, and knows the differences between the engines. It is the only importer
// of the drivers and of sqlx, and knows no table.
package dbconn
