package email

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"
)

// verifyDKIM checks a relaxed/relaxed Ed25519 signature as RFC 6376 and 8463
// describe it, with nothing of the library that made it.
func verifyDKIM(t *testing.T, raw []byte, public ed25519.PublicKey) {
	t.Helper()
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		t.Fatal("no body")
	}
	fields := regexp.MustCompile(`\r\n([^ \t])`).ReplaceAll(head, []byte("\x00$1"))
	value := map[string]string{}
	for f := range strings.SplitSeq(string(fields), "\x00") {
		name, v, _ := strings.Cut(f, ":")
		value[strings.ToLower(name)] = relaxed(v)
	}
	signature := value["dkim-signature"]
	tags := map[string]string{}
	for tag := range strings.SplitSeq(signature, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(tag), "=")
		tags[k] = strings.Join(strings.Fields(v), "")
	}
	if tags["c"] != "relaxed/relaxed" {
		t.Fatalf("canonicalisation %q: this check knows relaxed/relaxed only", tags["c"])
	}
	lines := strings.Split(string(body), "\r\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(regexp.MustCompile(`[ \t]+`).ReplaceAllString(l, " "), " ")
	}
	hash := sha256.Sum256([]byte(strings.TrimRight(strings.Join(lines, "\r\n"), "\r\n") + "\r\n"))
	if got := base64.StdEncoding.EncodeToString(hash[:]); got != tags["bh"] {
		t.Errorf("body hash %s, want %s", tags["bh"], got)
	}
	var signed strings.Builder
	for name := range strings.SplitSeq(tags["h"], ":") {
		name = strings.ToLower(strings.TrimSpace(name))
		if v, ok := value[name]; ok {
			signed.WriteString(name + ":" + v + "\r\n")
		}
	}
	unsigned := regexp.MustCompile(`(^|;\s*)b=[^;]*`).ReplaceAllString(signature, "${1}b=")
	signed.WriteString("dkim-signature:" + unsigned)
	sum := sha256.Sum256([]byte(signed.String()))
	b, err := base64.StdEncoding.DecodeString(tags["b"])
	if err != nil || !ed25519.Verify(public, sum[:], b) {
		t.Errorf("the signature does not fit: %v\nsigned:\n%s", err, signed.String())
	}
}

func relaxed(v string) string {
	v = strings.NewReplacer("\r\n", "").Replace(v)
	return strings.TrimSpace(regexp.MustCompile(`[ \t]+`).ReplaceAllString(v, " "))
}
