package registry

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// moment is a time kept as unix milliseconds; the zero time is 0. It reads as
// UTC.
type moment struct{ t *time.Time }

// Scan reads milliseconds.
func (m moment) Scan(src any) error {
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("moment from %T", src)
	}
	*m.t = fromMS(ms)
	return nil
}

// Value writes milliseconds.
func (m moment) Value() (driver.Value, error) { return ms(*m.t), nil }

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMS(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// untilMS is the end of a span; the zero time is no end.
func untilMS(t time.Time) int64 {
	if t.IsZero() {
		return 1 << 62
	}
	return ms(t)
}

// momentList is a list of times kept as a JSON list of milliseconds.
type momentList []time.Time

// MarshalJSON writes milliseconds.
func (l momentList) MarshalJSON() ([]byte, error) {
	list := make([]int64, len(l))
	for i, t := range l {
		list[i] = ms(t)
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (l *momentList) UnmarshalJSON(text []byte) error {
	var list []int64
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	*l = make(momentList, len(list))
	for i, n := range list {
		(*l)[i] = fromMS(n)
	}
	return nil
}

// document is a value kept as JSON text. Nothing (no list, no map) is empty
// text, so that most rows hold and decode nothing.
type document struct{ v any }

// Scan decodes the text.
func (d document) Scan(src any) error {
	var text []byte
	switch s := src.(type) {
	case []byte:
		text = s
	case string:
		text = []byte(s)
	default:
		return fmt.Errorf("document from %T", src)
	}
	if len(text) == 0 {
		return nil
	}
	return json.Unmarshal(text, d.v)
}

// Value encodes; what says nothing is empty text.
func (d document) Value() (driver.Value, error) {
	text, err := json.Marshal(d.v)
	if err != nil {
		return nil, err
	}
	switch string(text) {
	case "null", "[]", "{}":
		return "", nil
	}
	return string(text), nil
}

// verbatim is JSON that somebody else wrote and whose bytes must come back
// unchanged.
type verbatim struct{ raw *[]byte }

// Scan takes the bytes.
func (v verbatim) Scan(src any) error {
	switch s := src.(type) {
	case []byte:
		*v.raw = append([]byte(nil), s...)
	case string:
		*v.raw = []byte(s)
	default:
		return fmt.Errorf("verbatim text from %T", src)
	}
	return nil
}

// Value gives text, not a blob: SQLite tells them apart.
func (v verbatim) Value() (driver.Value, error) { return string(*v.raw), nil }
