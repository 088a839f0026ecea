package audit

import (
	"crypto/hmac"
	"fmt"
)

// Ways in which a trail is continued under another key.
const (
	Rotated = "rotated" // the previous seal verified under the previous key
	Adopted = "adopted" // a person continued a trail that verified under no key
)

// Handover records that a trail is continued under another key; it is zero for a seal under its
// predecessor's key. It is part of the seal and thus signed with the new key, so that it cannot be made
// without the key.
type Handover struct {
	HowKey    string // Rotated, Adopted or empty
	KeyBefore string // names the previous seal's key; empty = it had none
	By        string // Adopted: person code
	Reason    string
	Login     string // user@host of the command
}

// NoKey is a refusal's kind: the trail has a key and none is configured.
const NoKey = "no_key"

// Refusal is the reason why the trail must not be continued. A seal on a predecessor that no available
// key verifies would vouch for it, and a forger's history would be sealed as the program's own.
type Refusal struct {
	Kind   string // NoKey, SealCut, SealChanged, SealForged, SealForeign; or the kind of an unsound record
	Seal   int64  // the seal that does not verify; for SealCut the first missing one
	Record int64  // the record of the journal that no key verifies
}

func (r *Refusal) Error() string {
	if r.Record > 0 {
		return fmt.Sprintf("record %d of the journal does not verify (%s): it is not sealed", r.Record, r.Kind)
	}
	return fmt.Sprintf("seal %d does not verify (%s): no seal is put on it", r.Seal, r.Kind)
}

// Continue decides how the seal with the number follows the last one, whose parts must have been read;
// a *Refusal if it must not.
func Continue(last *Seal, number int64, current, previous Key) (Handover, error) {
	var none Handover
	if last == nil {
		if number > 1 {
			return none, &Refusal{Kind: SealCut, Seal: 1}
		}
		return none, nil
	}
	refused := func(kind string) (Handover, error) { return none, &Refusal{Kind: kind, Seal: last.ID} }
	switch {
	case last.KeyID != "" && current.ID == "":
		return refused(NoKey)
	case last.ID+1 != number:
		return none, &Refusal{Kind: SealCut, Seal: last.ID + 1}
	case last.digest() != last.Chain:
		return refused(SealChanged)
	case last.KeyID == current.ID:
		if !current.signed(last) {
			return refused(SealForged)
		}
		return none, nil
	case last.KeyID == "":
		// The first key ever: earlier seals are reported as unsigned.
		return none, nil
	case last.KeyID != previous.ID:
		return refused(SealForeign)
	case !previous.signed(last):
		return refused(SealForged)
	}
	return Handover{HowKey: Rotated, KeyBefore: previous.ID}, nil
}

// signed reports whether the seal's MAC was made with the key over its chain.
func (k Key) signed(s *Seal) bool {
	return hmac.Equal([]byte(k.sign(s.Chain)), []byte(s.MAC))
}
