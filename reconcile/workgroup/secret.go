package workgroup

import "log/slog"

// Secret is a credential. Every way of printing it prints ***; only Reveal returns the text, so that a
// search for Reveal finds every use.
type Secret string

// Reveal is the credential itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the credential.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString hides the credential from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the credential from JSON, YAML and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the credential from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
