package sheet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// openJSON reads answers and files of chat tools: an array of flat objects, or an object with such an
// array in one of its members (OneBot: data). Keys are the headings, in the order in which they first
// come. Text of another form gives no book and no error: it may be a table whose first cell begins with
// a bracket.
func openJSON(r io.ReaderAt, size int64) (*Book, error) {
	if size > maxJSON {
		return nil, fault("sheet.json_too_large", 0, "max", maxJSON>>20)
	}
	text, _, err := decoded(r, size)
	if err != nil {
		return nil, err
	}
	keys, err := jsonKeys(text())
	if f, ok := AsFault(err); ok {
		return nil, f
	}
	if err != nil || len(keys) == 0 {
		return nil, nil //nolint:nilerr // no JSON: read as a table, whose errors say more
	}
	return &Book{sheets: []Info{{}}, open: func(int) (source, error) {
		d, err := rowsOfJSON(text())
		if err != nil {
			return nil, fmt.Errorf("read the objects again: %w", err)
		}
		return &jsonSource{in: d, keys: keys, row: 1}, nil
	}}, nil
}

// maxJSON is the largest text of objects: one of its values can be as long as the file.
const maxJSON = 64 << 20

// errNoRows says that the text is no JSON, or JSON without an array of objects.
var errNoRows = errors.New("no array of objects")

// rowsOfJSON is a decoder positioned before the first object.
func rowsOfJSON(r io.Reader) (*json.Decoder, error) {
	d := json.NewDecoder(r)
	d.UseNumber()
	t, err := d.Token()
	if err != nil || t == json.Delim('[') {
		return d, err
	}
	if t != json.Delim('{') {
		return nil, errNoRows
	}
	for d.More() {
		if _, err := d.Token(); err != nil { // the member's name
			return nil, err
		}
		t, err := d.Token()
		if err != nil || t == json.Delim('[') {
			return d, err
		}
		for depth := 1; t == json.Delim('{') && depth > 0; {
			inner, err := d.Token()
			if err != nil {
				return nil, err
			}
			switch inner {
			case json.Delim('{'), json.Delim('['):
				depth++
			case json.Delim('}'), json.Delim(']'):
				depth--
			}
		}
	}
	return nil, errNoRows
}

// jsonKeys lists the keys of all objects.
func jsonKeys(r io.Reader) ([]string, error) {
	d, err := rowsOfJSON(r)
	if err != nil {
		return nil, err
	}
	var keys []string
	known := map[string]bool{}
	for row := 2; d.More(); row++ {
		pairs, err := jsonPairs(d, row)
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			if !known[p.key] {
				if known[p.key] = true; len(keys) == MaxColumns {
					return nil, fault("sheet.too_many_columns", row, "max", MaxColumns)
				}
				keys = append(keys, p.key)
			}
		}
	}
	_, err = d.Token()
	return keys, err
}

type jsonPair struct{ key, text string }

// jsonPairs are the members of the next object, without nested objects and lists.
func jsonPairs(d *json.Decoder, row int) ([]jsonPair, error) {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errNoRows
	}
	var pairs []jsonPair
	size := 0
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, err
		}
		if size += len(raw); size > maxRowBytes {
			return nil, fault("sheet.row_too_long", row)
		}
		name, _ := key.(string)
		text := jsonText(raw)
		if utf8.RuneCountInString(text) > MaxCellRunes || utf8.RuneCountInString(name) > MaxCellRunes {
			return nil, fault("sheet.cell_too_long", row, "column", len(pairs)+1, "max", MaxCellRunes)
		}
		pairs = append(pairs, jsonPair{name, text})
	}
	_, err := d.Token()
	return pairs, err
}

// jsonText is a value as a cell: numbers as they are written, so that long ones
// stay whole.
func jsonText(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	case 't':
		return "是"
	case 'f':
		return "否"
	case 'n', '{', '[':
		return ""
	}
	if _, err := strconv.ParseFloat(string(raw), 64); err == nil {
		return string(raw)
	}
	return ""
}

type jsonSource struct {
	in   *json.Decoder
	keys []string
	row  int
}

func (s *jsonSource) close() {}

// next gives the keys as the first row, then one row for each object.
func (s *jsonSource) next() (Row, error) {
	row := Row{Number: s.row, Cells: make([]Cell, len(s.keys))}
	if s.row == 1 {
		for i, key := range s.keys {
			row.Cells[i] = textCell(key)
		}
		s.row++
		return row, nil
	}
	if !s.in.More() {
		return Row{}, io.EOF
	}
	pairs, err := jsonPairs(s.in, s.row)
	if err != nil {
		if _, ok := AsFault(err); ok {
			return Row{}, err
		}
		return Row{}, &Fault{Key: "sheet.broken_json", Row: s.row, Err: err}
	}
	for _, p := range pairs {
		row.Cells[slices.Index(s.keys, p.key)] = textCell(p.text)
	}
	s.row++
	return row, nil
}
