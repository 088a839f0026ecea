package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxToken is the longest XML token: a full cell of characters that are all written as entities.
const maxToken = MaxCellRunes * 10

// errXML says that a part is not the XML of a workbook.
var errXML = errors.New("not the XML of a workbook")

// tokens reads the XML of a workbook's parts piece by piece: UTF-8 without a document type, as ECMA-376
// demands. encoding/xml takes five times as long, and people wait for imports of a million rows; a fuzz
// test compares the two. Names come without their prefix, in which writers of workbooks differ.
type tokens struct {
	in    *bufio.Reader
	depth int

	kind    tokenKind
	name    []byte // of the element, without prefix
	attrs   []byte // the rest of the tag after the name
	text    []byte // of a text token, entities resolved
	closing bool   // the element was <name/>: its end is the next token
	began   bool
	spare   []byte // buffer for a tag put together from pieces
	joined  []byte // buffer for a text in pieces
	clean   []byte // buffer for a text with its entities resolved
}

type tokenKind uint8

const (
	startToken tokenKind = iota
	endToken
	textToken
)

func newTokens(r io.Reader) *tokens {
	return &tokens{in: bufio.NewReaderSize(r, maxToken)}
}

func xmlFault() error { return &Fault{Key: "sheet.broken_zip", Err: errXML} }

// slice reads up to and including the delimiter.
func (t *tokens) slice(delim byte) ([]byte, error) {
	b, err := t.in.ReadSlice(delim)
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, fault("sheet.long_text", 0, "max", MaxCellRunes)
	case err != nil && !errors.Is(err, io.EOF):
		return nil, broken(err)
	}
	return b, err
}

// next reads the next token; its name, attributes and text are valid until
// the one after it. io.EOF comes only after every element was closed.
func (t *tokens) next() error {
	if t.closing {
		t.closing = false
		t.kind = endToken
		t.depth--
		return nil
	}
	for {
		if !t.began {
			if err := t.prolog(); err != nil {
				return err
			}
		}
		if b, err := t.in.Peek(1); errors.Is(err, io.EOF) {
			if t.depth > 0 {
				return broken(io.ErrUnexpectedEOF)
			}
			return io.EOF
		} else if err != nil {
			return broken(err)
		} else if b[0] != '<' {
			done, err := t.readText()
			if done || err != nil {
				return err
			}
			continue
		}
		done, err := t.readTag()
		if done || err != nil {
			return err
		}
	}
}

// prolog skips a byte order mark.
func (t *tokens) prolog() error {
	t.began = true
	if b, err := t.in.Peek(len(bom)); err == nil && bytes.Equal(b, bom) {
		_, err = t.in.Discard(len(bom))
		return err
	}
	return nil
}

// readText reads text up to the next tag; the white space allowed outside all elements is no token.
func (t *tokens) readText() (bool, error) {
	b, err := t.slice('<')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	if err == nil {
		b = b[:len(b)-1]
		if err := t.in.UnreadByte(); err != nil {
			return false, err
		}
	}
	if t.depth == 0 {
		if len(bytes.TrimSpace(b)) > 0 {
			return false, xmlFault()
		}
		return false, nil
	}
	if t.text, err = t.resolve(b); err != nil {
		return false, err
	}
	t.kind = textToken
	return true, nil
}

// readTag reads one <…>; comments and instructions are no tokens.
func (t *tokens) readTag() (bool, error) {
	tag, err := t.slice('>')
	if errors.Is(err, io.EOF) {
		return false, broken(io.ErrUnexpectedEOF)
	}
	if err != nil {
		return false, err
	}
	switch {
	case bytes.HasPrefix(tag, []byte("<!--")):
		_, err := t.until(tag, "-->", 7)
		return false, err
	case bytes.HasPrefix(tag, []byte("<![CDATA[")):
		if tag, err = t.until(tag, "]]>", 12); err != nil {
			return false, err
		}
		t.text = tag[9 : len(tag)-3]
		t.kind = textToken
		if t.depth == 0 || !sound(t.text) {
			return false, xmlFault()
		}
		return true, nil
	case bytes.HasPrefix(tag, []byte("<!")):
		return false, xmlFault() // a document type: entities that multiply, files from elsewhere
	case bytes.HasPrefix(tag, []byte("<?")):
		if tag, err = t.until(tag, "?>", 4); err != nil {
			return false, err
		}
		return false, foreign(tag)
	}
	for quote, from := byte(0), 0; ; {
		if quote = quoteAfter(quote, tag[from:]); quote == 0 {
			break
		}
		from = len(tag)
		if tag, err = t.more(tag); err != nil { // a > inside an attribute
			return false, err
		}
	}
	return true, t.element(tag[1 : len(tag)-1])
}

// quoteAfter is the quote that is open after the bytes; 0 = none.
func quoteAfter(open byte, b []byte) byte {
	for _, c := range b {
		switch {
		case open != 0 && c == open:
			open = 0
		case open == 0 && (c == '"' || c == '\''):
			open = c
		}
	}
	return open
}

// until reads on to the end mark, for constructs of at least the given number of bytes.
func (t *tokens) until(tag []byte, mark string, least int) ([]byte, error) {
	var err error
	for len(tag) < least || !bytes.HasSuffix(tag, []byte(mark)) {
		if tag, err = t.more(tag); err != nil {
			return nil, err
		}
	}
	return tag, nil
}

// more appends the bytes up to the next >.
func (t *tokens) more(tag []byte) ([]byte, error) {
	if len(t.spare) == 0 || &tag[0] != &t.spare[0] {
		t.spare = append(t.spare[:0], tag...)
	}
	b, err := t.slice('>')
	if errors.Is(err, io.EOF) {
		return nil, broken(io.ErrUnexpectedEOF)
	}
	if err != nil {
		return nil, err
	}
	t.spare = append(t.spare, b...)
	if len(t.spare) > maxToken {
		return nil, fault("sheet.long_text", 0, "max", MaxCellRunes)
	}
	return t.spare, nil
}

// foreign refuses a declared character set other than UTF-8.
func foreign(instruction []byte) error {
	_, set, declared := bytes.Cut(instruction, []byte("encoding="))
	if declared && bytes.HasPrefix(instruction, []byte("<?xml")) && !bytes.HasPrefix(bytes.Trim(bytes.ToLower(set), `"'`), []byte("utf-8")) {
		return xmlFault()
	}
	return nil
}

// element splits a tag without its brackets.
func (t *tokens) element(tag []byte) error {
	t.kind = startToken
	if len(tag) > 0 && tag[0] == '/' {
		t.kind = endToken
		tag = tag[1:]
		if t.depth--; t.depth < 0 {
			return xmlFault()
		}
	} else {
		t.depth++
		if n := len(tag); n > 0 && tag[n-1] == '/' {
			t.closing = true
			tag = tag[:n-1]
		}
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	t.name, t.attrs = tag[:end], tag[end:]
	if i := bytes.IndexByte(t.name, ':'); i >= 0 {
		t.name = t.name[i+1:]
	}
	if len(t.name) == 0 || !sound(tag) {
		return xmlFault()
	}
	return nil
}

// is reports whether the token is of the kind and has the name.
func (t *tokens) is(kind tokenKind, name string) bool {
	return t.kind == kind && string(t.name) == name
}

// attr is the value of an attribute of a start token, whatever its prefix;
// nil where there is none.
func (t *tokens) attr(name string) []byte {
	rest := t.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		if i := bytes.LastIndexByte(key, ':'); i >= 0 {
			key = key[i+1:]
		}
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			value, err := t.resolve(rest[1 : 1+end])
			if err != nil {
				return nil
			}
			return value
		}
		rest = rest[end+2:]
	}
}

// each calls start for every element of the part and ends at its end.
func (t *tokens) each(start func() error) error {
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if t.kind == startToken {
			if err := start(); err != nil {
				return err
			}
		}
	}
}
