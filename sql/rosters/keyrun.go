package rosters

import "hash/maphash"

// keyRun tells, as rows come, in which groups an account may stand twice, so
// that the rows of all others need not be looked at again. It remembers the
// rows of one group while they come one after another, as they do in most
// files; of a group that comes back it only knows that it has forgotten.
type keyRun struct {
	group string
	keys  map[uint64]struct{} // hashes: two keys with one are looked at for nothing
	seed  maphash.Seed
}

// maxKeyRun bounds the memory: 2 MiB or so. No platform has groups that large.
const maxKeyRun = 50_000

// mayDouble takes the next row's group and key; first says that the group has
// no other row yet.
func (r *keyRun) mayDouble(group, key string, first bool) bool {
	if r.keys == nil {
		r.keys, r.seed = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	if group != r.group || first {
		r.group = group
		clear(r.keys)
		if !first {
			return true
		}
	}
	before := len(r.keys)
	if before == maxKeyRun {
		return true
	}
	r.keys[maphash.String(r.seed, key)] = struct{}{}
	return len(r.keys) == before
}
