package workgroup

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Accounts are a person's accounts, by platform, at most one on each and none of them empty. They are one
// text because a run holds the accounts of all people. Equal accounts compare equal.
type Accounts struct {
	text string // platform and account in turn, each behind its length, in order of platforms
}

// AccountsOf are the accounts of a map from platform to account.
func AccountsOf(byPlatform map[string]string) Accounts {
	var text []byte
	for _, platform := range slices.Sorted(maps.Keys(byPlatform)) {
		if name := byPlatform[platform]; name != "" {
			text = appendText(appendText(text, platform), name)
		}
	}
	return Accounts{string(text)}
}

// All gives platforms and accounts as written, in order of platforms.
func (a Accounts) All() iter.Seq2[string, string] {
	return func(yield func(platform, account string) bool) {
		for rest := a.text; rest != ""; {
			var platform, account string
			platform, rest = cutText(rest)
			account, rest = cutText(rest)
			if !yield(platform, account) {
				return
			}
		}
	}
}

// On is the account on the platform; empty for none.
func (a Accounts) On(platform string) string {
	for p, account := range a.All() {
		if p == platform {
			return account
		}
	}
	return ""
}

// With are these accounts with this one on the platform, or without one there where the name is empty.
func (a Accounts) With(platform, name string) Accounts {
	last := ""
	for p := range a.All() {
		last = p
	}
	if name != "" && (a.text == "" || last < platform) {
		return Accounts{string(appendText(appendText([]byte(a.text), platform), name))}
	}
	byPlatform := maps.Collect(a.All())
	byPlatform[platform] = name
	return AccountsOf(byPlatform)
}

// Equal reports whether both are the same accounts.
func (a Accounts) Equal(b Accounts) bool { return a == b }

// MarshalJSON writes an object from platform to account, sorted by platform.
func (a Accounts) MarshalJSON() ([]byte, error) { return json.Marshal(maps.Collect(a.All())) }

// UnmarshalJSON reads the form of MarshalJSON.
func (a *Accounts) UnmarshalJSON(text []byte) error {
	var byPlatform map[string]string
	if err := json.Unmarshal(text, &byPlatform); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	*a = AccountsOf(byPlatform)
	return nil
}

// appendText appends a text behind its length.
func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// cutText is the text at the head of what appendText made, and what follows it.
func cutText(from string) (text, rest string) {
	n, at := 0, 0
	for shift := 0; ; shift += 7 {
		b := from[at]
		at++
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return from[at : at+n], from[at+n:]
		}
	}
}
