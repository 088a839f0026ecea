package workgroup

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"

	"qunguan/reconcile/compact"
)

// Accounts are a person's accounts, by platform, at most one on each and none of them empty. They are one
// text because a run holds the accounts of all people. Equal accounts compare equal.
type Accounts struct {
	text string // platform and account in turn, in order of platforms
}

// AccountsOf are the accounts of a map from platform to account.
func AccountsOf(byPlatform map[string]string) Accounts {
	var text []byte
	for _, platform := range slices.Sorted(maps.Keys(byPlatform)) {
		if name := byPlatform[platform]; name != "" {
			text = compact.AppendText(appendPlatform(text, platform), name)
		}
	}
	return Accounts{string(text)}
}

// All gives platforms and accounts as written, in order of platforms.
func (a Accounts) All() iter.Seq2[string, string] {
	return func(yield func(platform, account string) bool) {
		for rest := a.text; rest != ""; {
			var platform, account string
			platform, rest = cutPlatform(rest)
			account, rest = compact.CutText(rest)
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
		return Accounts{string(compact.AppendText(appendPlatform([]byte(a.text), platform), name))}
	}
	byPlatform := maps.Collect(a.All())
	byPlatform[platform] = name
	return AccountsOf(byPlatform)
}

// Text is the accounts as one text, for AccountsIn alone.
func (a Accounts) Text() string { return a.text }

// AccountsIn are the accounts of which Text made the text.
func AccountsIn(text string) Accounts { return Accounts{text} }

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

// Platforms are the platforms of groups and accounts that have a name of ours.
var Platforms = []string{"微信", "QQ", "企业微信", "钉钉", "飞书", "Slack"}

// appendPlatform appends the name of a platform: one of Platforms is its place there, another name its
// length beyond these.
func appendPlatform(to []byte, platform string) []byte {
	if n := slices.Index(Platforms, platform); n >= 0 {
		return binary.AppendUvarint(to, uint64(n))
	}
	return append(binary.AppendUvarint(to, uint64(len(Platforms)+len(platform))), platform...)
}

// cutPlatform is the platform at the head of what appendPlatform made, and what follows it.
func cutPlatform(from string) (platform, rest string) {
	n, rest := compact.CutNumber(from)
	if n < len(Platforms) {
		return Platforms[n], rest
	}
	n -= len(Platforms)
	return rest[:n], rest[n:]
}
