package registry

import (
	"strings"
	"testing"
	"time"

	"qunguan/reconcile/answer"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/spotcheck"
	"qunguan/sql/base"
)

// A reader of the database learns nothing before the draw; after it everybody may know.
//
// covers S1.12
func TestASpotChecksSecretIsSealedUntilItsDraw(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		secret := strings.Repeat("a1", 32)
		d := spotcheck.Draw{Period: "2026-12", Secret: secret, Hash: spotcheck.HashOf(secret), MadeAt: time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)}
		isError(t, New(s.DB, nil).NewSpotSecret(ctx, d), spotcheck.ErrNoKey)
		old := New(s.DB, testKeys(t, 1, 0))
		if err := old.NewSpotSecret(ctx, d); err != nil {
			t.Fatal(err)
		}
		another := d
		another.Secret = strings.Repeat("b2", 32)
		if err := old.NewSpotSecret(ctx, another); err != nil {
			t.Fatalf("a second process: %v", err)
		}
		stored := func() (text string) {
			if err := s.DB.GetContext(ctx, &text, "SELECT secret FROM spot_draws WHERE period = ?", d.Period); err != nil {
				t.Fatal(err)
			}
			return text
		}
		if text := stored(); !base.IsSealed(text) || strings.Contains(text, secret) {
			t.Errorf("stored as %s", text)
		}
		same(t, secret, got(old.SpotDraws(ctx))(t)[0].Secret)
		same(t, "", got(New(s.DB, testKeys(t, 3, 0)).SpotDraws(ctx))(t)[0].Secret)
		same(t, "", got(New(s.DB, nil).SpotDraws(ctx))(t)[0].Secret)
		_, err := New(s.DB, testKeys(t, 3, 0)).RotateSpotSecrets(ctx)
		isError(t, err, base.ErrUnknownKey)
		same(t, 1, got(New(s.DB, testKeys(t, 2, 1)).RotateSpotSecrets(ctx))(t))
		rotated := New(s.DB, testKeys(t, 2, 0))
		same(t, 0, got(rotated.RotateSpotSecrets(ctx))(t))
		same(t, secret, got(rotated.SpotDraws(ctx))(t)[0].Secret)

		published := d.MadeAt.AddDate(0, 0, 7)
		for i := range 2 { // the first digest with it counts
			must(t, rotated.NoteSpotHashes(ctx, []string{d.Period, "2027-01"}, published.AddDate(0, 0, i)))
		}
		d.PublishedAt = got(rotated.SpotDraws(ctx))(t)[0].PublishedAt
		same(t, published, d.PublishedAt.UTC())

		d.By, d.DrawnAt, d.At = "P1", d.MadeAt.AddDate(0, 1, 0), d.MadeAt.AddDate(0, 1, 1)
		d.Sample = []spotcheck.Object{{Kind: "group", Code: "G1", Stratum: "U1"}}
		opened := []answer.Opened{{
			After: ledger.Case{Rule: "spot.check", Unit: "U1", State: ledger.Found, OpenedOn: "2026-12-02", Subject: ledger.Subject{Type: ledger.SubjectGroup, Group: "G1", Code: "G1:2026-12"}, Evidence: []byte(`{}`)},
			Step:  ledger.Step{At: d.DrawnAt, State: ledger.Found, By: "P1", Reason: "opened"},
		}}
		if err := rotated.WriteSpotDraw(ctx, d, opened); err != nil {
			t.Fatal(err)
		}
		isError(t, rotated.WriteSpotDraw(ctx, d, opened), ledger.ErrMoved)
		same(t, secret, stored())
		drawn := got(New(s.DB, nil).SpotDraws(ctx))(t)
		same(t, 1, len(drawn))
		same(t, d.Sample, drawn[0].Sample)
		same(t, "P1", drawn[0].By)
		same(t, published, drawn[0].PublishedAt.UTC())
		same(t, 1, len(got(s.Cases(ctx, ledger.Filter{Rules: []string{"spot.check"}}))(t)))
	})
}
