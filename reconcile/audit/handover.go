package audit

import (
	"crypto/hmac"
	"fmt"
)

// Ways in which a trail comes to another key.
const (
	Rotated = "rotated" // the seal before verified under the previous key
	Adopted = "adopted" // a person continued a trail that verified under no key
)

// Handover is how a trail came to another key; the zero Handover for a seal
// under the key of the one before. It is part of the seal and thus under the
// new key: whoever has no key can make none.
type Handover struct {
	HowKey    string // Rotated, Adopted or empty
	KeyBefore string // names the key of the seal before; empty = it had none
	By        string // Adopted: person code
	Reason    string
	Login     string // user@host of the command
}

// NoKey is a refusal's kind: the trail has a key and none is configured.
const NoKey = "no_key"

// Refusal says why a seal must not be put on the one before: it would vouch
// for what is verified by no key at hand, and a forger's history would be
// sealed as the program's own.
type Refusal struct {
	Kind   string // NoKey, SealCut, SealChanged, SealForged, SealForeign; or the kind of an unsound record
	Seal   int64  // the seal that does not verify; for SealCut the first that is gone
	Record int64  // the record of the journal that no key verifies
}

func (r *Refusal) Error() string {
	if r.Record > 0 {
		return fmt.Sprintf("record %d of the journal does not verify (%s): it is not sealed", r.Record, r.Kind)
	}
	return fmt.Sprintf("seal %d does not verify (%s): no seal is put on it", r.Seal, r.Kind)
}

// Continue says how the seal with the number may follow the last one, whose
// parts must have been read; a *Refusal if it must not.
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
		// The first key ever: what came before it is told as unsigned.
		return none, nil
	case last.KeyID != previous.ID:
		return refused(SealForeign)
	case !previous.signed(last):
		return refused(SealForged)
	}
	return Handover{HowKey: Rotated, KeyBefore: previous.ID}, nil
}

// signed reports whether the seal's MAC is the key's word for its chain.
func (k Key) signed(s *Seal) bool {
	return hmac.Equal([]byte(k.sign(s.Chain)), []byte(s.MAC))
}
