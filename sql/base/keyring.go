package base

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// KeySize is the length of a key in bytes (AES-256).
const KeySize = 32

// Errors of sealed values. Each of them is ErrUnreadable too.
var (
	// ErrUnreadable says that a stored credential cannot be decrypted.
	ErrUnreadable = errors.New("route cannot be decrypted")
	// ErrNoKey says that a credential must be sealed or opened and no key is
	// configured (QUNGUAN_SECRET_KEY).
	ErrNoKey = fmt.Errorf("%w: no key is configured", ErrUnreadable)
	// ErrUnknownKey says that a credential was sealed with a key that is
	// neither the current nor the previous one.
	ErrUnknownKey = fmt.Errorf("%w: its key is not configured", ErrUnreadable)
	// ErrBroken says that a sealed value was changed or belongs to another place.
	ErrBroken = fmt.Errorf("%w: it is damaged or was moved", ErrUnreadable)
)

// SealedPrefix begins every sealed value: sealed1:KEYID:BASE64(nonce, text, tag).
const SealedPrefix = "sealed1:"

// Keyring seals and opens route addresses and secrets with AES-256-GCM. It
// seals with the current key and opens with both.
type Keyring struct {
	Current string // key id
	ciphers map[string]cipher.AEAD
}

// NewKeyring takes the keys as raw bytes; previous may be empty. Without a
// current key it returns nil: such a store seals and opens nothing.
func NewKeyring(current, previous []byte) (*Keyring, error) {
	if len(current) == 0 {
		if len(previous) > 0 {
			return nil, fmt.Errorf("a previous key without a current one: %w", ErrNoKey)
		}
		return nil, nil
	}
	k := &Keyring{ciphers: map[string]cipher.AEAD{}}
	for _, key := range [][]byte{previous, current} {
		if len(key) == 0 {
			continue
		}
		if len(key) != KeySize {
			return nil, fmt.Errorf("key has %d bytes, want %d", len(key), KeySize)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key: %w", err)
		}
		aead, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("key: %w", err)
		}
		k.Current = keyID(key)
		k.ciphers[k.Current] = aead
	}
	return k, nil
}

// keyID names a key without revealing it.
func keyID(key []byte) string {
	sum := sha256.Sum256(append([]byte("qunguan route key\x00"), key...))
	return hex.EncodeToString(sum[:6])
}

// Seal encrypts the text for one place (recipient, channel, column): a value
// that is moved to another place does not open there. Empty text stays empty.
func (k *Keyring) Seal(text, place string) (string, error) {
	if text == "" {
		return "", nil
	}
	if k == nil {
		return "", ErrNoKey
	}
	aead := k.ciphers[k.Current]
	nonce := make([]byte, aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("nonce: %w", err)
	}
	box := aead.Seal(nonce, nonce, []byte(text), []byte(place))
	return SealedPrefix + k.Current + ":" + base64.StdEncoding.EncodeToString(box), nil
}

// Open decrypts a value that Seal made; text that is not sealed is returned unchanged.
func (k *Keyring) Open(stored, place string) (string, error) {
	rest, sealed := strings.CutPrefix(stored, SealedPrefix)
	if !sealed {
		return stored, nil
	}
	if k == nil {
		return "", ErrNoKey
	}
	id, text, _ := strings.Cut(rest, ":")
	aead, ok := k.ciphers[id]
	if !ok {
		return "", ErrUnknownKey
	}
	box, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(box) < aead.NonceSize() {
		return "", ErrBroken
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], []byte(place))
	if err != nil {
		return "", ErrBroken
	}
	return string(plain), nil
}

// UpToDate reports whether rotation may skip the value.
func (k *Keyring) UpToDate(stored string) bool {
	return stored == "" || strings.HasPrefix(stored, SealedPrefix+k.Current+":")
}

// IsSealed reports whether a stored text is sealed rather than plain.
func IsSealed(text string) bool { return strings.HasPrefix(text, SealedPrefix) }
