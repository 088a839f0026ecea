package staging

import (
	"encoding/binary"
	"errors"
	"time"

	"qunguan/reconcile/compact"
	"qunguan/reconcile/workgroup"
)

// stagedRow is a row of a roster as it came, with where it stood.
type stagedRow struct {
	workgroup.Member
	key   string
	named bool  // its account was made from the nickname
	taken int64 // 采集时间 in milliseconds
	place int   // index into Stage.places
	line  int
}

func appendRow(to []byte, r stagedRow) []byte {
	flags := uint64(0)
	if r.named {
		flags = 1
	}
	to = binary.AppendUvarint(to, uint64(r.place)<<1|flags)
	to = binary.AppendUvarint(to, uint64(r.line))
	for _, n := range [...]int64{r.taken, ms(r.JoinedAt), ms(r.SpokeAt)} {
		to = binary.AppendVarint(to, n)
	}
	for _, s := range [...]string{r.Account, r.Nickname, r.Role, string(r.Origin)} {
		to = compact.AppendText(to, s)
	}
	return to
}

// ms is a moment in milliseconds; 0 is none.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is what ms was made of.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func appendActivity(to []byte, a workgroup.Activity) []byte {
	to = compact.AppendText(compact.AppendText(to, a.Group), string(a.Day))
	for _, n := range [...]int64{ms(a.TakenAt), ms(a.LastMessageAt), int64(a.Messages), int64(a.Speakers)} {
		to = binary.AppendVarint(to, n)
	}
	return to
}

func readActivity(f *fields) workgroup.Activity {
	return workgroup.Activity{
		Group: f.string(), Day: workgroup.Date(f.string()), TakenAt: moment(f.signed()), LastMessageAt: moment(f.signed()),
		Messages: int(f.signed()), Speakers: int(f.signed()),
	}
}

// readRow takes a row off the text.
func readRow(f *fields) stagedRow {
	var r stagedRow
	place := f.number()
	r.named, r.place = place&1 == 1, int(place>>1)
	r.line = int(f.number())
	r.taken, r.JoinedAt, r.SpokeAt = f.signed(), moment(f.signed()), moment(f.signed())
	r.Account, r.Nickname, r.Role, r.Origin = f.string(), f.string(), f.string(), workgroup.RowOrigin(f.string())
	r.key = workgroup.AccountKey(r.Account)
	return r
}

// fields takes values off the front of what this process wrote itself: a text
// that is not whole is a fault of the file that it was kept in.
type fields struct {
	text string
	bad  bool
}

var errSpool = errors.New("rows that were kept aside came back otherwise")

func (f *fields) err() error {
	if f.bad {
		return errSpool
	}
	return nil
}

func (f *fields) more() bool { return f.text != "" }

func (f *fields) number() uint64 {
	n := uint64(0)
	for i, shift := 0, 0; i < len(f.text) && shift < 64; i, shift = i+1, shift+7 {
		n |= uint64(f.text[i]&0x7f) << shift
		if f.text[i] < 0x80 {
			f.text = f.text[i+1:]
			return n
		}
	}
	f.bad, f.text = true, ""
	return 0
}

func (f *fields) signed() int64 {
	n := f.number()
	return int64(n>>1) ^ -int64(n&1)
}

func (f *fields) string() string {
	n := f.number()
	if n > uint64(len(f.text)) {
		f.bad, f.text = true, ""
		return ""
	}
	s := f.text[:n]
	f.text = f.text[n:]
	return s
}
