package audit

// Kinds of faults of the trail.
const (
	Changed = "changed" // a row differs from its sealed mark
	Moved   = "moved"   // a row stands in another one's place
	Missing = "missing" // a sealed row is gone, and later ones are there
	Cut     = "cut"     // sealed rows at the end are gone
	Added   = "added"   // a row among sealed ones did not exist when they were sealed

	SealChanged  = "seal_changed"  // a seal, or its list of marks, was changed
	SealMissing  = "seal_missing"  // a seal is gone, and later ones are there
	SealCut      = "seal_cut"      // seals at the end are gone
	SealForged   = "seal_forged"   // a seal's MAC was not made with the key it names
	SealUnkeyed  = "seal_unkeyed"  // made without the key although there is one
	SealForeign  = "seal_foreign"  // made with a key that is not configured, and no recorded handover follows
	SealExpected = "seal_expected" // the seal that a person wrote down is not in the chain
	SealAnchored = "seal_anchored" // a seal of the anchor file is not in the chain
)

// Problem is one fault of the audit trail.
type Problem struct {
	Kind   string
	Source string // of a row
	ID     int64  // the row, or the seal
	Sub    int64
	To     int64 // Cut, SealCut, SealForeign: the last one
	N      int   // how many; 1 but for those
	Seal   int64 // the seal that covers the row
	From   int64 // Moved: the id at which the content stood

	Table  string // of an audited row, or of the record
	Key    string // of an audited row, as the journal has it; SealAnchored: the seal
	Column string // RowChanged: the columns
}

// Chain is the result of checking the seals.
type Chain struct {
	Seals      int
	Last       *Seal
	Unkeyed    int    // seals made without a key
	KeyedSince int64  // the first seal with a good MAC; 0 = none
	Vouched    int64  // the last seal with a good MAC
	Adopted    []Seal // good ones with which a person continued a trail that no key verified
	Problems   []Problem
}

// chainCheck checks seals in their order.
type chainCheck struct {
	Chain
	keys    map[string]Key
	foreign []int64 // seals of unknown keys that no handover accounts for
	waiting int     // the number of the last ones that may still be handed over
}

// CheckChain checks seals in the order of their ids. issued is the number of the last seal ever made.
// keys are the configured ones, the current and older ones.
func CheckChain(seals []Seal, issued int64, keys ...Key) Chain {
	c := chainCheck{keys: map[string]Key{}}
	for _, k := range keys {
		if k.ID != "" {
			c.keys[k.ID] = k
		}
	}
	for i := range seals {
		c.seal(&seals[i])
	}
	last := int64(0)
	if c.Last != nil {
		last = c.Last.ID
	}
	if issued > last {
		c.Problems = append(c.Problems, Problem{Kind: SealCut, ID: last + 1, To: issued, N: int(issued - last)})
	}
	for own := c.foreign; len(own) > 0; {
		n := 1
		for n < len(own) && own[n] == own[n-1]+1 {
			n++
		}
		c.Problems = append(c.Problems, Problem{Kind: SealForeign, ID: own[0], To: own[n-1], N: n})
		own = own[n:]
	}
	if len(c.keys) > 0 && c.Last != nil && c.Unkeyed == c.Seals {
		c.Problems = append(c.Problems, Problem{Kind: SealUnkeyed, ID: c.Last.ID, N: 1})
	}
	return c.Chain
}

func (c *chainCheck) seal(s *Seal) {
	bad := func(kind string, id int64) { c.Problems = append(c.Problems, Problem{Kind: kind, ID: id, N: 1}) }
	expected, previous := int64(1), ""
	if c.Last != nil {
		expected, previous = c.Last.ID+1, c.Last.Tail()
	}
	for id := expected; id < s.ID; id++ {
		bad(SealMissing, id)
	}
	good := s.digest() == s.Chain
	if s.ID == expected && s.Previous != previous {
		// This seal is consistent in itself, so the one before was changed.
		good = false
	}
	if !good {
		bad(SealChanged, s.ID)
	}
	key, known := c.keys[s.KeyID]
	switch {
	case s.KeyID == "":
		c.Unkeyed++
		if c.KeyedSince > 0 || len(c.foreign) > 0 {
			bad(SealUnkeyed, s.ID)
		}
	case !known:
		c.foreign = append(c.foreign, s.ID)
		c.waiting++
	case !key.signed(s):
		bad(SealForged, s.ID)
	case good:
		c.handedOver(s)
		c.Vouched = s.ID
		if c.KeyedSince == 0 {
			c.KeyedSince = s.ID
		}
	}
	c.Seals++
	c.Last = s
}

// handedOver accounts for seals of unknown keys: a rotation for those right before it, which were
// verified when it was made; a person's adoption for all before it. Without either the key changed and
// no record says that it was the office's: a forger's seals under their own key look the same.
func (c *chainCheck) handedOver(s *Seal) {
	switch s.HowKey {
	case Rotated:
		c.foreign = c.foreign[:len(c.foreign)-c.waiting]
	case Adopted:
		c.foreign = nil
		c.Adopted = append(c.Adopted, *s)
	}
	c.waiting = 0
}
