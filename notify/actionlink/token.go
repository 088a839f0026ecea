// Package actionlink signs and verifies the tokens of links in notices (contract-people §1). A token
// holds its notice, its recipient and its expiry. The package knows no store: the page that receives
// the form checks whether the recipient may still act.
package actionlink

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// The reasons why a token is refused. The page tells them apart, so that readers know whether a fresh
// link helps.
var (
	ErrMalformed  = errors.New("the text is no token")
	ErrUnknownKey = errors.New("the token was signed with a key that is not configured any more")
	ErrForged     = errors.New("the signature does not fit the token")
	ErrExpired    = errors.New("the token has expired")
)

// Life is the validity of a link.
const Life = 30 * 24 * time.Hour

// The token's bytes, in order: version, key id, expiry (Unix seconds, big
// endian), recipient's hash, signature; the notice's id stands between the
// hash and the signature.
const (
	version       = 1
	keyIDSize     = 4
	expirySize    = 4
	recipientSize = 8
	macSize       = 16
	fixedSize     = 1 + keyIDSize + expirySize + recipientSize + macSize

	// MaxNotice is the longest id of a notice that leaves the token within
	// 100 characters.
	MaxNotice = 75 - fixedSize
)

// Token is the content of a link.
type Token struct {
	Notice  string    // the notice's id, at most MaxNotice bytes
	Expires time.Time // to the second
}

// Keys signs with the current key and verifies with both.
type Keys struct {
	current [keyIDSize]byte
	byID    map[[keyIDSize]byte][]byte
}

// NewKeys takes the program's secret keys as raw bytes; previous may be empty. Links are signed with
// keys derived from them, so that a link reveals nothing about the other uses of the keys.
func NewKeys(current, previous []byte) (*Keys, error) {
	if len(current) == 0 {
		return nil, errors.New("links need a secret key")
	}
	k := &Keys{byID: map[[keyIDSize]byte][]byte{}}
	for _, secret := range [][]byte{previous, current} {
		if len(secret) == 0 {
			continue
		}
		derived, err := hkdf.Key(sha256.New, secret, nil, "qunguan action link 1", sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("derive the key of links: %w", err)
		}
		sum := sha256.Sum256(append([]byte("qunguan action link key id\x00"), derived...))
		k.current = [keyIDSize]byte(sum[:keyIDSize])
		k.byID[k.current] = derived
	}
	return k, nil
}

// Sign makes the token of a link to the notice for the recipient (a person's
// code), at most 100 characters that URLs carry as they are.
func (k *Keys) Sign(t Token, recipient string) (string, error) {
	if t.Notice == "" || len(t.Notice) > MaxNotice {
		return "", fmt.Errorf("a notice's id of %d bytes does not fit a link (1 to %d)", len(t.Notice), MaxNotice)
	}
	key := k.byID[k.current]
	b := make([]byte, 0, fixedSize+len(t.Notice))
	b = append(b, version)
	b = append(b, k.current[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(t.Expires.Unix()))
	b = append(b, hashOf(key, recipient)...)
	b = append(b, t.Notice...)
	return encoding.EncodeToString(append(b, mac(key, b)...)), nil
}

// Read verifies a token as of now. The token returned beside ErrExpired is genuine and names the notice
// for a fresh link.
func (k *Keys) Read(text string, now time.Time) (Read, error) {
	b, err := encoding.DecodeString(text)
	// The decoder skips line breaks, so several texts decode to the same bytes. Only the text to which
	// the bytes encode is a token.
	if err != nil || len(b) <= fixedSize || len(text) > 100 || b[0] != version || encoding.EncodeToString(b) != text {
		return Read{}, ErrMalformed
	}
	key, known := k.byID[[keyIDSize]byte(b[1:1+keyIDSize])]
	if !known {
		return Read{}, ErrUnknownKey
	}
	body, signature := b[:len(b)-macSize], b[len(b)-macSize:]
	if !hmac.Equal(mac(key, body), signature) {
		return Read{}, ErrForged
	}
	at := 1 + keyIDSize
	r := Read{
		Token: Token{
			Expires: time.Unix(int64(binary.BigEndian.Uint32(body[at:])), 0),
			Notice:  string(body[at+expirySize+recipientSize:]),
		},
		key: key, recipient: body[at+expirySize : at+expirySize+recipientSize],
	}
	if !now.Before(r.Expires) {
		return r, ErrExpired
	}
	return r, nil
}

// Read is a genuine token.
type Read struct {
	Token
	key, recipient []byte
}

// IsFor reports whether the token was made for the recipient.
func (r Read) IsFor(recipient string) bool {
	return hmac.Equal(r.recipient, hashOf(r.key, recipient))
}

// encoding is strict: of two texts that differ in unused bits only one is a token.
var encoding = base64.RawURLEncoding.Strict()

func mac(key, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("token\x00"))
	h.Write(body)
	return h.Sum(nil)[:macSize]
}

func hashOf(key []byte, recipient string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("recipient\x00"))
	h.Write([]byte(recipient))
	return h.Sum(nil)[:recipientSize]
}
