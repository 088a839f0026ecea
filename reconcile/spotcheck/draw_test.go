package spotcheck

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/workgroup"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// december is a draw that another program reckoned, in another language, from
// the contract's words alone.
func december() Draw {
	var bytes [32]byte
	for i := range bytes {
		bytes[i] = byte(i)
	}
	secret := hex.EncodeToString(bytes[:])
	b := Basis{Window: [2]string{"09:00", "17:00"}, Share: 0.1, Min: 2}
	for _, d := range []int{1, 2, 3, 4, 7, 8, 9, 10, 11, 14} {
		b.Days = append(b.Days, workgroup.Date(fmt.Sprintf("2026-12-%02d", d)))
	}
	for i := range 30 {
		unit := "U1"
		if i >= 25 {
			unit = "U2"
		}
		b.Population = append(b.Population, Object{"group", fmt.Sprintf("G%02d", i), unit})
	}
	b.Population = append(b.Population, Object{"account", "A1", "U2"})
	return Draw{
		Period: "2026-12", Secret: secret, Hash: "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd", Basis: b,
		MadeAt: time.Date(2026, 11, 20, 9, 0, 0, 0, shanghai), PublishedAt: time.Date(2026, 11, 23, 8, 57, 0, 0, shanghai), At: time.Date(2026, 12, 3, 16, 13, 0, 0, shanghai), DrawnAt: time.Date(2026, 12, 3, 16, 18, 0, 0, shanghai),
		Sample: []Object{{"group", "G08", "U1"}, {"group", "G19", "U1"}, {"group", "G20", "U1"}, {"group", "G26", "U2"}, {"group", "G28", "U2"}},
	}
}

// covers S1.12
func TestADrawFollowsFromItsSecret(t *testing.T) {
	d := december()
	if got := HashOf(d.Secret); got != d.Hash {
		t.Errorf("hash %s", got)
	}
	if got := MomentOf(d.Secret, d.Period, d.Basis, shanghai); !got.Equal(d.At) {
		t.Errorf("moment %s", got)
	}
	if diff := cmp.Diff(d.Sample, SampleOf(d.Secret, d.Period, d.Basis)); diff != "" {
		t.Errorf("sample (-want +got):\n%s", diff)
	}
	if got := Verify(d, shanghai); len(got) != 0 {
		t.Errorf("faults %v", got)
	}
}

// covers S1.12
func TestWhatDoesNotFollowIsFound(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Draw)
		want   []string
	}{
		{"another secret", func(d *Draw) { d.Secret = strings.Repeat("ab", 32) }, []string{FaultHash, FaultMoment, FaultSample}},
		{"another object", func(d *Draw) { d.Sample[0].Code = "G01" }, []string{FaultSample}},
		{"one left out", func(d *Draw) { d.Sample = d.Sample[1:] }, []string{FaultSample}},
		{"one taken out of the population", func(d *Draw) { d.Basis.Population = slices.Delete(d.Basis.Population, 8, 9) }, []string{FaultSample}},
		{"another moment", func(d *Draw) { d.At = d.At.Add(time.Minute) }, []string{FaultMoment}},
		{"a secret of the period itself", func(d *Draw) { d.MadeAt = time.Date(2026, 12, 1, 8, 0, 0, 0, shanghai) }, []string{FaultLate}},
		{"a hash that no digest had", func(d *Draw) { d.PublishedAt = time.Time{} }, []string{FaultUnpublished}},
		{"a hash that came with the period", func(d *Draw) { d.PublishedAt = time.Date(2026, 12, 1, 8, 57, 0, 0, shanghai) }, []string{FaultUnpublished}},
		{"by hand before its moment", func(d *Draw) { d.DrawnAt = d.At.Add(-time.Hour) }, []string{FaultEarly}},
		{"sample in another order", func(d *Draw) { slices.Reverse(d.Sample) }, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := december()
			c.change(&d)
			if diff := cmp.Diff(c.want, Verify(d, shanghai)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// covers S1.12
func TestEverySampleIsOfItsPopulationAndLargeEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Basis{Share: rapid.Float64Range(0, 1).Draw(t, "share"), Min: rapid.IntRange(0, 5).Draw(t, "min")}
		sizes := map[string]int{}
		for i := range rapid.IntRange(0, 60).Draw(t, "objects") {
			o := Object{Kind: rapid.SampledFrom([]string{"group", "account", "app"}).Draw(t, "kind"), Code: fmt.Sprint(i), Stratum: rapid.SampledFrom([]string{"U1", "U2", ""}).Draw(t, "unit")}
			b.Population = append(b.Population, o)
			sizes[o.Stratum]++
		}
		secret := fmt.Sprintf("%064x", rapid.Uint64().Draw(t, "secret"))
		sample := SampleOf(secret, "2026-W48", b)
		if again := SampleOf(secret, "2026-W48", Basis{Share: b.Share, Min: b.Min, Population: slices.Concat(b.Population[len(b.Population)/2:], b.Population[:len(b.Population)/2])}); !slices.Equal(sample, again) {
			t.Fatalf("the order of the population matters: %v, %v", sample, again)
		}
		drawn := map[string]int{}
		for _, o := range sample {
			if !slices.Contains(b.Population, o) {
				t.Fatalf("%v is not in the population", o)
			}
			drawn[o.Stratum]++
		}
		for unit, n := range sizes {
			if got := drawn[unit]; got < min(n, b.Min) || float64(got) < b.Share*float64(n)-1e-9 || got > n || got > b.Min && float64(got) >= b.Share*float64(n)+1+1e-9 {
				t.Fatalf("unit %q: %d of %d drawn, share %v, min %d", unit, got, n, b.Share, b.Min)
			}
		}
	})
}

func TestPeriodsAreThoseOfTheCalendar(t *testing.T) {
	for _, c := range []struct {
		every    string
		day      workgroup.Date
		want     Period
		wantNext string
	}{
		{"month", "2026-02-11", Period{"2026-02", "2026-02-01", "2026-02-28"}, "2026-03"},
		{"month", "2026-12-31", Period{"2026-12", "2026-12-01", "2026-12-31"}, "2027-01"},
		{"week", "2026-11-29", Period{"2026-W48", "2026-11-23", "2026-11-29"}, "2026-W49"},
		{"week", "2027-01-02", Period{"2026-W53", "2026-12-28", "2027-01-03"}, "2027-W01"},
		{"quarter", "2026-11-29", Period{"2026-Q4", "2026-10-01", "2026-12-31"}, "2027-Q1"},
		{"year", "2026-11-29", Period{"2026", "2026-01-01", "2026-12-31"}, "2027"},
	} {
		got := PeriodOf(c.every, c.day)
		if got != c.want || got.Next(c.every).ID != c.wantNext {
			t.Errorf("%s of %s: %+v, then %s", c.every, c.day, got, got.Next(c.every).ID)
		}
		if parsed, ok := ParsePeriod(got.ID); !ok || parsed != got {
			t.Errorf("%s read as %+v, %v", got.ID, parsed, ok)
		}
	}
	for _, bad := range []string{"", "2026-13", "2026-00", "2026-W54", "2026-W00", "2026-Q5", "26-11", "2026-11-01"} {
		if p, ok := ParsePeriod(bad); ok {
			t.Errorf("%q read as %+v", bad, p)
		}
	}
}

// The order of the population says nothing; another secret draws others, at
// another moment.
//
// covers S1.12
func TestEachSecretDrawsAnew(t *testing.T) {
	d := december()
	samples, moments := map[string]bool{}, map[time.Time]bool{}
	for i := range 50 {
		secret := fmt.Sprintf("%064x", i)
		samples[fmt.Sprint(SampleOf(secret, d.Period, d.Basis))] = true
		at := MomentOf(secret, d.Period, d.Basis, shanghai)
		moments[at] = true
		if day := workgroup.DateOf(at); !slices.Contains(d.Basis.Days, day) || at.Hour() < 9 || at.Hour() >= 17 {
			t.Errorf("drawn at %s", at)
		}
	}
	if len(samples) < 45 || len(moments) < 45 {
		t.Errorf("50 secrets: %d samples, %d moments", len(samples), len(moments))
	}
	if other := SampleOf(d.Secret, "2027-01", d.Basis); slices.Equal(other, d.Sample) {
		t.Error("the next period draws the same")
	}
}

// By the figures of the contract: max(min, share of n, rounded up), at most n.
//
// covers S1.12
func TestHowManyAreDrawn(t *testing.T) {
	for _, c := range []struct {
		share float64
		min   int
		n     int
		want  int
	}{{0.1, 3, 30, 3}, {0.1, 3, 31, 4}, {0.1, 3, 2, 2}, {0.1, 0, 1, 1}, {0, 0, 50, 0}, {1, 0, 7, 7}, {0.07, 0, 100, 7}, {0.29, 0, 100, 29}, {0.1, 3, 0, 0}, {0.5, 9, 10, 9}} {
		b := Basis{Share: c.share, Min: c.min}
		for i := range c.n {
			b.Population = append(b.Population, Object{"group", fmt.Sprint(i), "U1"})
		}
		if got := len(SampleOf(strings.Repeat("07", 32), "2026-12", b)); got != c.want {
			t.Errorf("share %v, min %d of %d: %d drawn, want %d", c.share, c.min, c.n, got, c.want)
		}
	}
}
