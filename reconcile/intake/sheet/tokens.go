package sheet

import (
	"bufio"
	"encoding/xml"
	"io"
)

// maxToken is how long one XML token may be: a full cell of characters that
// are all written as entities.
const maxToken = MaxCellRunes * 10

// tokens reads XML piece by piece. Names come without their namespace: writers
// of workbooks differ in their prefixes, not in their names.
type tokens struct {
	dec   *xml.Decoder
	in    *meter
	depth int
}

// meter stops a token that would fill the memory: encoding/xml holds a whole
// token, and a hostile part may be one of gigabytes.
type meter struct {
	in   *bufio.Reader
	left int
	err  error // what the part itself failed with, not its XML
}

func (m *meter) ReadByte() (byte, error) {
	if m.left--; m.left < 0 {
		return 0, fault("sheet.long_text", 0, "max", MaxCellRunes)
	}
	b, err := m.in.ReadByte()
	if err != nil && err != io.EOF {
		m.err = err
	}
	return b, err
}

func (m *meter) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := m.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

func newTokens(r io.Reader) *tokens {
	m := &meter{in: bufio.NewReaderSize(r, 64<<10)}
	return &tokens{dec: xml.NewDecoder(m), in: m}
}

// next is the next token, valid until the one after it. io.EOF comes only
// after every element was closed.
func (t *tokens) next() (xml.Token, error) {
	t.in.left = maxToken
	tok, err := t.dec.RawToken()
	switch {
	case err == io.EOF && t.depth > 0:
		return nil, broken(io.ErrUnexpectedEOF)
	case err == io.EOF:
		return nil, io.EOF
	case t.in.err != nil:
		return nil, broken(t.in.err)
	case err != nil:
		if _, ok := AsFault(err); ok {
			return nil, err
		}
		return nil, &Fault{Key: "sheet.broken_zip", Err: err}
	}
	switch tok.(type) {
	case xml.StartElement:
		t.depth++
	case xml.EndElement:
		if t.depth--; t.depth < 0 {
			return nil, fault("sheet.broken_zip", 0)
		}
	}
	return tok, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// each calls start for every element of the part and ends at its end.
func (t *tokens) each(start func(xml.StartElement) error) error {
	for {
		tok, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := tok.(xml.StartElement); ok {
			if err := start(e); err != nil {
				return err
			}
		}
	}
}
