package actionlink

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

var (
	oldKey = bytes.Repeat([]byte{1}, 32)
	newKey = bytes.Repeat([]byte{2}, 32)
	made   = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func keys(t *testing.T, current, previous []byte) *Keys {
	t.Helper()
	k, err := NewKeys(current, previous)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t *testing.T, k *Keys) string {
	t.Helper()
	text, err := k.Sign(Token{Notice: "msg_ABCDEFGHIJKLMNOPQRSTUVWXYZ", Expires: made.Add(Life)}, "P00001")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestATokenOpensForItsRecipientUntilItExpires(t *testing.T) {
	k := keys(t, newKey, nil)
	text := signed(t, k)
	if len(text) > 100 || strings.ContainsAny(text, "+/=") {
		t.Errorf("%q: %d characters", text, len(text))
	}
	r, err := k.Read(text, made.Add(Life-time.Second))
	if err != nil || r.Notice != "msg_ABCDEFGHIJKLMNOPQRSTUVWXYZ" || !r.Expires.Equal(made.Add(Life)) {
		t.Fatalf("got %+v, %v", r, err)
	}
	if !r.IsFor("P00001") || r.IsFor("P00002") || r.IsFor("") {
		t.Error("the token is not for its recipient alone")
	}
	r, err = k.Read(text, made.Add(Life))
	if !errors.Is(err, ErrExpired) || r.Notice == "" || !r.IsFor("P00001") {
		t.Errorf("at the end: %+v, %v", r, err)
	}
}

func TestRotatedKeysStillVerify(t *testing.T) {
	text := signed(t, keys(t, oldKey, nil))
	if _, err := keys(t, newKey, oldKey).Read(text, made); err != nil {
		t.Errorf("with the old key as the previous one: %v", err)
	}
	if _, err := keys(t, newKey, nil).Read(text, made); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("without it: %v", err)
	}
}

// Every bit is signed: a change of any of them opens nothing.
func TestNoBitCanBeChanged(t *testing.T) {
	k := keys(t, newKey, nil)
	text := signed(t, k)
	for i := range text {
		for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \n%" {
			changed := text[:i] + string(c) + text[i+1:]
			if changed == text {
				continue
			}
			if _, err := k.Read(changed, made); err == nil {
				t.Fatalf("%q opens", changed)
			}
		}
	}
	for _, cut := range []string{"", text[:1], text[:len(text)-1], text + "A", text + "\n", " " + text, text + text} {
		if _, err := k.Read(cut, made); err == nil {
			t.Errorf("%q opens", cut)
		}
	}
}

func TestATokenOfAnotherProgramIsForeign(t *testing.T) {
	text := signed(t, keys(t, oldKey, nil))
	if _, err := keys(t, newKey, nil).Read(text, made); err == nil {
		t.Error("a foreign token opens")
	}
}

func TestALongIDIsRefused(t *testing.T) {
	k := keys(t, newKey, nil)
	if _, err := k.Sign(Token{Notice: strings.Repeat("x", MaxNotice), Expires: made}, "P"); err != nil {
		t.Error(err)
	}
	for _, id := range []string{"", strings.Repeat("x", MaxNotice+1)} {
		if _, err := k.Sign(Token{Notice: id, Expires: made}, "P"); err == nil {
			t.Errorf("an id of %d bytes fits", len(id))
		}
	}
	if _, err := NewKeys(nil, oldKey); err == nil {
		t.Error("keys without a current one")
	}
}

func FuzzRead(f *testing.F) {
	k, err := NewKeys(newKey, oldKey)
	if err != nil {
		f.Fatal(err)
	}
	text, err := k.Sign(Token{Notice: "msg_1", Expires: made.Add(Life)}, "P00001")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := k.Read(s, made); err == nil && s != text {
			t.Errorf("%q opens as %+v", s, r)
		}
	})
}
