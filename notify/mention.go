package notify

import "strings"

// MentionIDs are the accounts of m.Mentions that can be called by name: once each, and only texts of
// the form of one platform account. "all" and texts with markup are left out, so that a cell of a table
// cannot wake a whole room.
func (m Message) MentionIDs() []string {
	var out []string
	seen := map[string]bool{}
	for _, id := range m.Mentions {
		id = strings.TrimSpace(id)
		if !seen[id] && isAccount(id) {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

func isAccount(id string) bool {
	switch strings.ToLower(id) {
	case "", "all", "here", "channel", "everyone":
		return false
	}
	if len(id) > 64 {
		return false
	}
	for _, r := range id {
		if !alphanumeric(r) && !strings.ContainsRune("_-.@", r) {
			return false
		}
	}
	return strings.Trim(id, "@.") != "" && id[0] != '@'
}
