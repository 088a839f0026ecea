package actionlink

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"time"
)

// FormLife is the time between showing a form and its last valid sending.
const FormLife = 12 * time.Hour

// A form token's bytes: version, key id, expiry, a number that no other form has, signature. The form's
// purpose and the link or session of its page are signed and not carried.
const (
	nonceSize = 12
	formSize  = 1 + keyIDSize + expirySize + nonceSize + macSize
)

// SignForm makes the token of a form for a purpose on the page of a subject (a link's token, a
// session). Signing stores nothing, so looking at a page changes nothing.
func (k *Keys) SignForm(subject, purpose string, now time.Time) string {
	key := k.byID[k.current]
	b := make([]byte, 0, formSize)
	b = append(b, version)
	b = append(b, k.current[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(now.Add(FormLife).Unix()))
	var nonce [nonceSize]byte
	_, _ = rand.Read(nonce[:]) // it never fails
	b = append(b, nonce[:]...)
	return encoding.EncodeToString(append(b, formMAC(key, b, subject, purpose)...))
}

// ReadForm verifies a form's token. The caller must record the token to make sure that it is used once.
func (k *Keys) ReadForm(text, subject, purpose string, now time.Time) error {
	b, err := encoding.DecodeString(text)
	if err != nil || len(b) != formSize || b[0] != version || encoding.EncodeToString(b) != text {
		return ErrMalformed
	}
	key, known := k.byID[[keyIDSize]byte(b[1:1+keyIDSize])]
	if !known {
		return ErrUnknownKey
	}
	body, signature := b[:formSize-macSize], b[formSize-macSize:]
	if !hmac.Equal(formMAC(key, body, subject, purpose), signature) {
		return ErrForged
	}
	if expires := time.Unix(int64(binary.BigEndian.Uint32(b[1+keyIDSize:])), 0); !now.Before(expires) {
		return ErrExpired
	}
	return nil
}

func formMAC(key, body []byte, subject, purpose string) []byte {
	return mac(key, []byte("form\x00"+subject+"\x00"+purpose+"\x00"+string(body)))
}
