package audit

import (
	"cmp"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Key signs seals. The zero Key signs nothing.
type Key struct {
	ID     string // names the key without revealing it; empty = no key
	secret []byte
}

// NewKey derives the key of the seals from the program's secret, so that a leak from one use of the
// secret does not endanger another. No secret, no key.
func NewKey(secret []byte) (Key, error) {
	if len(secret) == 0 {
		return Key{}, nil
	}
	derived, err := hkdf.Key(sha256.New, secret, nil, "qunguan audit seal 1", sha256.Size)
	if err != nil {
		return Key{}, fmt.Errorf("derive the key of seals: %w", err)
	}
	sum := sha256.Sum256(append([]byte("qunguan audit key\x00"), derived...))
	return Key{ID: hex.EncodeToString(sum[:6]), secret: derived}, nil
}

func (k Key) sign(chain string) string {
	if k.ID == "" {
		return ""
	}
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte("seal " + chain))
	return hex.EncodeToString(mac.Sum(nil))
}

// Part is a seal's entry about one source: the digest of its marks represents them in the chain.
type Part struct {
	Source string
	Rows   int
	Digest [sha256.Size]byte
}

// PartOf is the part for a list of marks.
func PartOf(source string, marks []byte) Part {
	return Part{Source: source, Rows: len(marks) / markedSize, Digest: sha256.Sum256(marks)}
}

// Seal covers the rows written up to the end of a run. Chain is a digest of the whole seal and of the
// one before; MAC signs Chain with the key. A later seal vouches for all earlier ones without a key, so
// a history whose old key is gone can still be checked.
type Seal struct {
	ID        int64
	Run       int64
	MadeAt    time.Time // real, to the millisecond
	Policy    int64     // the policy version in force; 0 = none is known
	Frontiers string    // JSON: source → Frontier
	Parts     []Part
	Previous  string // the Tail of the previous seal; empty for the first
	Handover         // the change to this seal's key from another one
	Chain     string // hex
	KeyID     string
	MAC       string // hex; empty = made without a key
}

// Close fills in the fields that follow from the seal's content: chain, key and MAC.
func (s *Seal) Close(previous *Seal, key Key) {
	s.Previous = ""
	if previous != nil {
		s.Previous = previous.Tail()
	}
	s.KeyID = key.ID
	s.Chain = s.digest()
	s.MAC = key.sign(s.Chain)
}

// Tail is the value that the next seal includes.
func (s *Seal) Tail() string { return s.Chain + s.MAC }

// Short is the form for comparison by people: the number and the first sixteen digits of the last link.
func (s *Seal) Short() string {
	last := cmp.Or(s.MAC, s.Chain)
	return fmt.Sprintf("%d-%s", s.ID, last[:min(len(last), 16)])
}

func (s *Seal) digest() string {
	c := canonical{}
	if s.Handover == (Handover{}) {
		c.text("seal 1")
	} else {
		c.text("seal 2")
		for _, t := range []string{s.HowKey, s.KeyBefore, s.By, s.Reason, s.Login} {
			c.text(t)
		}
	}
	for _, n := range []int64{s.ID, s.Run, s.MadeAt.UnixMilli(), s.Policy} {
		c.number(n)
	}
	c.text(s.Frontiers)
	c.text(s.KeyID)
	c.text(s.Previous)
	parts := slices.SortedFunc(slices.Values(s.Parts), func(a, b Part) int { return cmp.Compare(a.Source, b.Source) })
	for _, p := range parts {
		c.text(p.Source)
		c.number(int64(p.Rows))
		c.text(string(p.Digest[:]))
	}
	sum := sha256.Sum256(c)
	return hex.EncodeToString(sum[:])
}

// FrontiersOf reads the frontiers of the seal; none for no seal.
func FrontiersOf(s *Seal) (map[string]Frontier, error) {
	frontiers := map[string]Frontier{}
	if s == nil {
		return frontiers, nil
	}
	if err := json.Unmarshal([]byte(s.Frontiers), &frontiers); err != nil {
		return nil, fmt.Errorf("read how far seal %d has come: %w", s.ID, err)
	}
	return frontiers, nil
}
