package roster

import (
	"encoding/binary"
	"hash/fnv"
	"maps"
	"math/bits"
	"slices"
)

// PersonIndex gathers where a member check found the people of the directory in
// one unit's groups, so that a person's groups are known without reading every
// roster of a county. It says no more than that check did: a group whose roster
// was replaced since has other rows.
//
// It is stored as a few documents a unit: one of its groups, and the people
// spread over the others by a hash of their codes, so that one person's is found
// with one document a unit, and a change rewrites little.
type PersonIndex struct {
	groups []IndexedGroup
	people map[string]*indexedPerson
	rows   int
}

// IndexedGroup is a group that the check looked at.
type IndexedGroup struct {
	Group    string
	Version  int64  // of the roster that was judged
	Checksum uint32 // of its document
	Found    int    // rows that are people of the directory
}

// IndexDocument is one document of a unit's index.
type IndexDocument struct {
	Bucket  int // GroupsBucket, or one of the people's
	Content []byte
}

// GroupsBucket is the document of the unit's groups.
const GroupsBucket = 0

const (
	indexMark  = "QGI"
	bucketRows = 2048 // a bucket has half as many to as many, in units that have more
	mostLevels = 13   // at most 4096 buckets
)

// foundBy are the ways in which a row is a person's, as identity names them, by
// the number that stands for them.
var foundBy = [...]string{"account", "nickname", "loose", ""}

// indexedPerson is the rows of a person, encoded.
type indexedPerson struct {
	group int // the last row's
	rows  []byte
}

// NewPersonIndex is an empty one.
func NewPersonIndex() *PersonIndex { return &PersonIndex{people: map[string]*indexedPerson{}} }

// Group begins with the rows of the next group.
func (x *PersonIndex) Group(r *Reading) {
	x.groups = append(x.groups, IndexedGroup{Group: r.Group, Version: r.Version, Checksum: r.Checksum})
}

// Found notes that a row of the group, counted from 0, is the person's, and how
// that is known. Rows come in their order.
func (x *PersonIndex) Found(person string, row int, how string) {
	p := x.people[person]
	if p == nil {
		p = &indexedPerson{}
		x.people[person] = p
	}
	group := len(x.groups) - 1
	way := slices.Index(foundBy[:len(foundBy)-1], how)
	if way < 0 {
		way = len(foundBy) - 1
	}
	p.rows = binary.AppendUvarint(p.rows, uint64(group-p.group))
	p.rows = binary.AppendUvarint(p.rows, uint64(row*len(foundBy)+way))
	p.group = group
	x.groups[group].Found++
	x.rows++
}

// Documents are the index as it is stored: the same findings give the same
// bytes. A unit without groups has none.
func (x *PersonIndex) Documents() []IndexDocument {
	if len(x.groups) == 0 {
		return []IndexDocument{}
	}
	text := binary.AppendUvarint(nil, uint64(len(x.groups)))
	for _, g := range x.groups {
		text = append(binary.AppendUvarint(text, uint64(len(g.Group))), g.Group...)
		text = binary.AppendUvarint(text, uint64(g.Version))
		text = binary.BigEndian.AppendUint32(text, g.Checksum)
		text = binary.AppendUvarint(text, uint64(g.Found))
	}
	list := []IndexDocument{{GroupsBucket, framed(nil, indexMark, text)}}
	buckets := 1 << min(bits.Len(uint(x.rows/bucketRows)), mostLevels-1)
	codes := make([][]string, buckets)
	for _, code := range slices.Sorted(maps.Keys(x.people)) {
		at := bucketOf(code, buckets) - buckets
		codes[at] = append(codes[at], code)
	}
	for i, some := range codes {
		if len(some) > 0 {
			list = append(list, IndexDocument{buckets + i, framed(nil, indexMark, x.encode(text[:0], some))})
		}
	}
	return list
}

// encode writes people in the order of their codes: how much of the code the
// one before shares, the rest of it, and the rows behind their length.
func (x *PersonIndex) encode(text []byte, codes []string) []byte {
	before := ""
	for _, code := range codes {
		shared := 0
		for shared < min(len(code), len(before)) && code[shared] == before[shared] {
			shared++
		}
		before = code
		text = binary.AppendUvarint(text, uint64(shared))
		text = append(binary.AppendUvarint(text, uint64(len(code)-shared)), code[shared:]...)
		rows := x.people[code].rows
		text = append(binary.AppendUvarint(text, uint64(len(rows))), rows...)
	}
	return text
}

// bucketOf is a person's bucket among so many: those of 1, 2, 4, … buckets have
// numbers of their own, 1, 2 and 3, 4 to 7, …
func bucketOf(person string, buckets int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(person))
	return buckets + int(h.Sum32())&(buckets-1)
}

// PersonBuckets are the buckets in which a person may stand, whatever the size
// of the unit.
func PersonBuckets(person string) []int {
	list := make([]int, 0, mostLevels)
	for level := range mostLevels {
		list = append(list, bucketOf(person, 1<<level))
	}
	return list
}
