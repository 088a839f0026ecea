// Package registry is everything qunguan remembers: one store of all subjects.
// Together they are the only packages that know the tables.
package registry

import (
	"qunguan/sql/access"
	"qunguan/sql/audit"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
	"qunguan/sql/erasure"
	"qunguan/sql/ledger"
	"qunguan/sql/rosters"
	"qunguan/sql/scheduling"
)

// Stores by subject, under names that can be embedded side by side.
type (
	accessStore     = access.Store
	auditStore      = audit.Store
	directoryStore  = directory.Store
	erasureStore    = erasure.Store
	ledgerStore     = ledger.Store
	rostersStore    = rosters.Store
	schedulingStore = scheduling.Store
)

// Store has the methods of every subject. It is safe for concurrent use.
type Store struct {
	*base.Store
	*directoryStore
	*rostersStore
	*ledgerStore
	*schedulingStore
	*auditStore
	*accessStore
	*erasureStore
}

// New is a store on a migrated database (base.New). From here on a transaction
// of work under a lease ends only while the lease is held.
func New(db *dbconn.DB, keys *base.Keyring) *Store {
	db.Guard = scheduling.CheckClaim
	s := base.New(db, keys)
	d, r, l, a := directory.New(s), rosters.New(s), ledger.New(s), audit.New(s)
	return &Store{s, d, r, l, scheduling.New(s), a, access.New(s), erasure.New(s, a, d, r, l)}
}
