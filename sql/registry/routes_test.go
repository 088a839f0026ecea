package registry

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/directory"
	"qunguan/sql/sqltest"
)

// covers S5.9
func TestCredentialsLieInTheRegistryEncrypted(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		bring{batch: county()}.into(t, s)
		var stored []string
		must(t, s.DB.Select(&stored, "SELECT CONCAT(address, ' ', secret) FROM routes"))
		for _, text := range stored {
			if strings.Contains(text, "example.cn") || strings.Contains(text, "not-to-be-read") {
				t.Errorf("a credential can be read in the registry: %s", text)
			}
		}
		for name, keys := range map[string]*base.Keyring{"no key": nil, "another key": testKeys(t, 9, 0)} {
			other := New(s.DB, keys)
			_, err := other.AllRoutes(t.Context())
			if !errors.Is(err, base.ErrUnreadable) {
				t.Errorf("%s: error %v, want ErrUnreadable", name, err)
			}
			p1 := notify.Recipient{Type: notify.ToPerson, Code: "P1"}
			offers, err := other.Offers(t.Context(), []notify.Recipient{p1})
			if err != nil || len(offers[p1]) != 2 || !errors.Is(offers[p1][0].Err, outbox.ErrRouteUnreadable) || offers[p1][1].Route.Address != "zw@example.cn" {
				t.Errorf("%s: offers %+v, %v; want an unreadable route and the mailbox", name, offers, err)
			}
			heads, err := other.RouteHeads(t.Context())
			if err != nil || len(heads) != 2 {
				t.Errorf("%s: %d heads, %v", name, len(heads), err)
			}
			if err := other.Known(t.Context(), intake.Known{}); err != nil {
				t.Errorf("%s: an import of anything else must be possible: %v", name, err)
			}
		}
		same(t, unpacked(intake.RouteRecords.Of(county())), got(New(s.DB, testKeys(t, 5, 1)).AllRoutes(t.Context()))(t))
	})
}

func TestASealedValueOpensOnlyInItsPlaceAndUnchanged(t *testing.T) {
	k := testKeys(t, 1, 0)
	sealed := got(k.Seal("https://example.cn/hook", "人员\x1fP1"))(t)
	same(t, "https://example.cn/hook", got(k.Open(sealed, "人员\x1fP1"))(t))
	if again := got(k.Seal("https://example.cn/hook", "人员\x1fP1"))(t); again == sealed {
		t.Error("the same nonce was used twice")
	}
	for name, c := range map[string]struct{ text, place string }{
		"another place":  {sealed, "人员\x1fP2"},
		"a changed text": {sealed[:len(sealed)-6] + "AAAA==", "人员\x1fP1"},
		"a cut text":     {sealed[:len(sealed)/2], "人员\x1fP1"},
		"no text at all": {base.SealedPrefix + k.Current + ":", "人员\x1fP1"},
	} {
		if text, err := k.Open(c.text, c.place); !errors.Is(err, base.ErrUnreadable) {
			t.Errorf("%s opened as %q, %v", name, text, err)
		}
	}
	if _, err := base.NewKeyring([]byte("short"), nil); err == nil {
		t.Error("a short key was taken")
	}
	if _, err := base.NewKeyring(nil, make([]byte, base.KeySize)); err == nil {
		t.Error("a previous key without a current one was taken")
	}
}

func TestRotationSealsEverythingWithTheCurrentKey(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		bring{batch: county()}.into(t, s)
		same(t, 0, got(s.RotateKeys(ctx))(t))
		both := New(s.DB, testKeys(t, 2, 1))
		same(t, 2, got(both.RotateKeys(ctx))(t))
		same(t, 0, got(both.RotateKeys(ctx))(t))
		same(t, unpacked(intake.RouteRecords.Of(county())), got(New(s.DB, testKeys(t, 2, 0)).AllRoutes(ctx))(t))
		_, err := New(s.DB, testKeys(t, 3, 0)).RotateKeys(ctx)
		isError(t, err, base.ErrUnknownKey)
		_, err = New(s.DB, nil).RotateKeys(ctx)
		isError(t, err, base.ErrNoKey)
	})
}

func TestWithoutAKeyOnlyPlainMailAddressesAreTaken(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		keyless := New(s.DB, nil)
		mail := intake.Batch{intake.Routes: intake.RouteRecords.Pack(workgroup.Route{TargetType: "人员", Target: "P1", Channel: "email", Address: "zw@example.cn"}, workgroup.Route{TargetType: "人员", Target: "P1", Channel: "manual"})}
		bring{batch: mail}.into(t, keyless)
		same(t, unpacked(intake.RouteRecords.Of(mail)), got(keyless.Routes(t.Context(), "人员", "P1"))(t))
		_, _, err := bring{batch: intake.Batch{intake.Routes: intake.RouteRecords.Pack(workgroup.Route{TargetType: "运维", Channel: "slack", Address: "https://x"})}}.try(t.Context(), keyless)
		isError(t, err, base.ErrNoKey)
		// A file that does not mention what cannot be opened leaves it as it is.
		bring{batch: county()}.into(t, s)
		k := intake.Known{}
		must(t, keyless.Known(t.Context(), k, intake.Routes))
		same(t, 1, len(k)) // the other kinds were not asked for
		r := intake.RouteRecords.In(k).Of(intake.RouteKey(intake.RouteRecords.Of(county()).At(0)))
		r.Keyword = "新词"
		bring{batch: intake.Batch{intake.Routes: intake.RouteRecords.Pack(r)}}.into(t, keyless)
		want := unpacked(intake.RouteRecords.Of(county()))[0]
		want.Keyword = "新词"
		same(t, want, got(s.Routes(t.Context(), "人员", "P1"))(t)[2])
	})
}

func TestRoutesAreTriedInFileOrderAndTheMailboxLast(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		route := func(channel, address string) workgroup.Route {
			return workgroup.Route{TargetType: "人员", Target: "P1", Channel: channel, Address: workgroup.Secret(address)}
		}
		people := []workgroup.Person{{Code: "P1", Email: "zw@example.cn"}, {Code: "P2", Email: "ln@example.cn"}, {Code: "P3"}}
		bring{batch: intake.Batch{intake.Staff: intake.PersonRecords.Pack(people...), intake.Routes: intake.RouteRecords.Pack(route("wecom", "w"), route("email", "other@example.cn"), route("slack", "s"))}}.into(t, s)
		tried := func(code string) []string {
			key := notify.Recipient{Type: notify.ToPerson, Code: code}
			asked := []notify.Recipient{key, {Type: notify.ToOps}, {Type: notify.ToPerson, Code: "nobody"}}
			var list []string
			for _, o := range got(s.Offers(ctx, asked))(t)[key] {
				must(t, o.Err)
				list = append(list, o.Route.Channel+" "+o.Route.Address.Reveal())
			}
			return list
		}
		same(t, []string{"wecom w", "email other@example.cn", "slack s", "email zw@example.cn"}, tried("P1"))
		same(t, []string{"email ln@example.cn"}, tried("P2"))
		same(t, []string(nil), tried("P3"))
		same(t, []string(nil), tried("P9"))
		same(t, map[notify.Recipient][]string{
			{Type: notify.ToPerson, Code: "P1"}: {"wecom", "email", "slack", "email"}, {Type: notify.ToPerson, Code: "P2"}: {"email"},
		}, got(s.RouteChannels(ctx))(t))

		// A file with some of them orders those among themselves.
		bring{batch: intake.Batch{intake.Routes: intake.RouteRecords.Pack(route("slack", "s"), route("email", "zw@example.cn"), route("feishu", "f"), route("wecom", "w2"))}}.into(t, s)
		same(t, []string{"slack s", "email zw@example.cn", "feishu f", "wecom w2"}, tried("P1"))
		bring{batch: intake.Batch{intake.Routes: intake.RouteRecords.Pack(route("wecom", "w2"), route("email", "zw@example.cn"))}}.into(t, s)
		same(t, []string{"slack s", "wecom w2", "feishu f", "email zw@example.cn"}, tried("P1"))
	})
}

func TestABackupIsARegistryByItself(t *testing.T) {
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) {
		ctx, s := t.Context(), New(db, testKeys(t, 1, 0))
		bring{batch: county()}.into(t, s)
		file := filepath.Join(t.TempDir(), "qunguan.db")
		err := s.Backup(ctx, file)
		if db.Dialect == dbconn.MySQL {
			isError(t, err, base.ErrNotEmbedded)
			return
		}
		must(t, err)
		isError(t, s.Backup(ctx, file), fs.ErrExist)
		copied := got(dbconn.Open(ctx, dbconn.Config{Dir: filepath.Dir(file)}))(t)
		defer func() { must(t, copied.Close()) }()
		same(t, unpacked(intake.UnitRecords.Of(county()))[0], got(New(copied, nil).Units(ctx))(t)["U001"])
		must(t, s.Ping(ctx))
	})
}

func TestARouteNeverPrintsItsCredentials(t *testing.T) {
	_, err := directory.New(&base.Store{}).Seal(workgroup.Route{TargetType: "运维", Channel: "slack", Address: "https://hooks.example/T0"}, 0)
	if err == nil || strings.Contains(fmt.Sprint(err), "hooks.example") {
		t.Fatalf("error %v", err)
	}
}
