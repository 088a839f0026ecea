package base

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Column is a field of a record together with its stored form.
type Column interface {
	sql.Scanner
	driver.Valuer
}

// Moment is a time kept as unix milliseconds; the zero time is 0. It reads as
// UTC.
func Moment(t *time.Time) Column { return moment{t} }

type moment struct{ t *time.Time }

// Scan reads milliseconds.
func (m moment) Scan(src any) error {
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("moment from %T", src)
	}
	*m.t = FromMS(ms)
	return nil
}

// Value writes milliseconds.
func (m moment) Value() (driver.Value, error) { return MS(*m.t), nil }

// MS is the stored form of a time.
func MS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FromMS is a stored time.
func FromMS(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// UntilMS is the end of a span; the zero time is no end.
func UntilMS(t time.Time) int64 {
	if t.IsZero() {
		return 1 << 62
	}
	return MS(t)
}

// MomentList is a list of times kept as a JSON list of milliseconds.
type MomentList []time.Time

// MarshalJSON writes milliseconds.
func (l MomentList) MarshalJSON() ([]byte, error) {
	list := make([]int64, len(l))
	for i, t := range l {
		list[i] = MS(t)
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads the form of MarshalJSON.
func (l *MomentList) UnmarshalJSON(text []byte) error {
	var list []int64
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	*l = make(MomentList, len(list))
	for i, n := range list {
		(*l)[i] = FromMS(n)
	}
	return nil
}

// JSON stores a value as JSON text; reading needs the value's address. An empty value (no list, no map)
// is empty text, so that most rows need no decoding.
func JSON(v any) Column { return document{v} }

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

// Value encodes; an empty value is empty text.
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

// Verbatim is JSON of another producer, such as a report's, kept byte for byte.
func Verbatim(raw *[]byte) Column { return verbatim{raw} }

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
