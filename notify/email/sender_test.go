package email

import "testing"

// A reader must see whose mail it is: an address alone looks like spam.
func TestTheSenderHasTheOfficesNameWhereItHasNoneOfItsOwn(t *testing.T) {
	for from, want := range map[string]string{"a@mail.test": "县委办", "群管 <a@mail.test>": "群管"} {
		c, err := New(Config{Host: "mail.test", From: from, FromName: "县委办"})
		if err != nil || c.from.Name != want {
			t.Errorf("%s: %v (%v), want %s", from, c, err, want)
		}
	}
}
