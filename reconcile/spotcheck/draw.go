package spotcheck

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"
	"slices"
	"strconv"
	"time"

	"qunguan/reconcile/workgroup"
)

// Object is a group, official account or app that may be drawn.
type Object struct {
	Kind    string `json:"kind"` // group, account, app
	Code    string `json:"code"`
	Stratum string `json:"stratum"` // a share of each stratum is drawn: a unit's code, or empty for one stratum
}

// Draw is the draw of a period with all its inputs.
type Draw struct {
	Period string
	Secret string    // 64 hexadecimal digits; empty: it is sealed, and no key opens it
	Hash   string    // SHA-256 of the secret's bytes, in hexadecimal: published before the period
	MadeAt time.Time // of the secret

	PublishedAt time.Time // when the first digest with the hash was made; zero: none was
	At          time.Time // the moment that follows from the secret; zero: the period is not drawn yet
	DrawnAt     time.Time // zero: not yet
	By          string    // person code of who drew by hand; empty: the job did
	Basis       Basis
	Sample      []Object
}

// Basis is the population and the rules of a draw, besides the secret.
type Basis struct {
	Days       []workgroup.Date `json:"days"`   // the period's working days
	Window     [2]string        `json:"window"` // HH:MM, the second excluded
	Share      float64          `json:"share"`
	Min        int              `json:"min"`
	Population []Object         `json:"population"`
}

// Drawn reports whether the sample was drawn.
func (d *Draw) Drawn() bool { return !d.DrawnAt.IsZero() }

// HashOf is the published hash of a secret; empty for a text that is no secret.
func HashOf(secret string) string {
	raw, err := hex.DecodeString(secret)
	if err != nil || len(raw) == 0 {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// mac is HMAC-SHA256 under the secret of lines joined by line feeds.
func mac(secret string, lines ...string) []byte {
	key, err := hex.DecodeString(secret)
	if err != nil {
		key = []byte(secret) // a damaged secret draws a sample too, and its hash shows the damage
	}
	h := hmac.New(sha256.New, key)
	for i, l := range lines {
		if i > 0 {
			h.Write([]byte{'\n'})
		}
		h.Write([]byte(l))
	}
	return h.Sum(nil)
}

// MomentOf is the minute at which the period is drawn: the first eight bytes,
// big-endian, of HMAC("moment\n" + period), modulo the minutes of the windows of
// all its working days. Zero where it has none.
func MomentOf(secret, period string, b Basis, loc *time.Location) time.Time {
	from, to := minuteOf(b.Window[0]), minuteOf(b.Window[1])
	if len(b.Days) == 0 || to <= from {
		return time.Time{}
	}
	span := uint64(to - from) //nolint:gosec // above zero
	n := binary.BigEndian.Uint64(mac(secret, "moment", period)) % (span * uint64(len(b.Days)))
	day, minute := b.Days[n/span], from+int(n%span) //nolint:gosec // less than a day's minutes
	return day.In(loc).Add(time.Duration(minute) * time.Minute)
}

func minuteOf(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

// SampleOf is the sample that follows from the secret: in each stratum the objects are put in the order
// of HMAC("object\n" + period + "\n" + kind + "\n" + code), and the first ones are taken: the share of
// them, rounded up, at least min. The sample is sorted by stratum, kind and code.
func SampleOf(secret, period string, b Basis) []Object {
	strata := map[string][]Object{}
	for _, o := range b.Population {
		strata[o.Stratum] = append(strata[o.Stratum], o)
	}
	sample := []Object{}
	for _, list := range strata {
		place := make(map[Object]string, len(list))
		for _, o := range list {
			place[o] = string(mac(secret, "object", period, o.Kind, o.Code))
		}
		slices.SortFunc(list, func(a, b Object) int { return cmp.Compare(place[a], place[b]) })
		sample = append(sample, list[:min(len(list), max(b.Min, shareOf(b.Share, len(list))))]...)
	}
	slices.SortFunc(sample, compare)
	return sample
}

func compare(a, b Object) int {
	return cmp.Or(cmp.Compare(a.Stratum, b.Stratum), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Code, b.Code))
}

// shareOf is the share of n, rounded up, computed with the share's decimal digits: 0.1 of 30 are 3.
func shareOf(share float64, n int) int {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(share, 'f', -1, 64))
	if !ok {
		return 0
	}
	r.Mul(r, new(big.Rat).SetInt64(int64(n)))
	up := new(big.Int).Add(r.Num(), new(big.Int).Sub(r.Denom(), big.NewInt(1)))
	return int(up.Quo(up, r.Denom()).Int64())
}

// Faults of a draw.
const (
	FaultHash        = "hash"        // the secret is not that of the published hash
	FaultMoment      = "moment"      // it was drawn for another moment
	FaultSample      = "sample"      // other objects were drawn
	FaultLate        = "late"        // the hash was made when the period had begun
	FaultUnpublished = "unpublished" // the hash was made in time, and in no digest before the period began
	FaultEarly       = "early"       // it was drawn before its moment, by hand
	FaultAfter       = "after"       // it was drawn when the period had ended
)

// Breaks reports whether the fault says that the draw does not follow from its
// secret; the others say how it came about.
func Breaks(fault string) bool {
	return fault == FaultHash || fault == FaultMoment || fault == FaultSample
}

// ErrNoKey reports that no key seals a secret until its draw: a reader of the database would know the
// draw beforehand.
var ErrNoKey = errors.New("no key seals the secret")

// Verify draws again, and lists the faults of the recorded draw.
func Verify(d Draw, loc *time.Location) []string {
	faults := []string{}
	add := func(wrong bool, fault string) {
		if wrong {
			faults = append(faults, fault)
		}
	}
	p, ok := ParsePeriod(d.Period)
	add(HashOf(d.Secret) != d.Hash || d.Hash == "", FaultHash)
	add(!MomentOf(d.Secret, d.Period, d.Basis, loc).Equal(d.At), FaultMoment)
	again := SampleOf(d.Secret, d.Period, d.Basis)
	drawn := slices.Clone(d.Sample)
	slices.SortFunc(drawn, compare)
	add(!slices.Equal(again, drawn), FaultSample)
	late := ok && workgroup.DateOf(d.MadeAt.In(loc)) >= p.From
	add(late, FaultLate)
	add(ok && !late && (d.PublishedAt.IsZero() || workgroup.DateOf(d.PublishedAt.In(loc)) >= p.From), FaultUnpublished)
	add(d.DrawnAt.Before(d.At), FaultEarly)
	add(ok && workgroup.DateOf(d.DrawnAt.In(loc)) > p.To, FaultAfter)
	return faults
}
