package sheet

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// resolve replaces entities and line ends; only the five of XML and
// characters by number exist in workbooks. The result is valid until the next
// call.
func (t *tokens) resolve(b []byte) ([]byte, error) {
	if !sound(b) {
		return nil, xmlFault()
	}
	if bytes.IndexByte(b, '&') < 0 && bytes.IndexByte(b, '\r') < 0 {
		return b, nil
	}
	out := t.clean[:0]
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '\r':
			if i+1 >= len(b) || b[i+1] != '\n' {
				out = append(out, '\n')
			}
		case '&':
			end := bytes.IndexByte(b[i:], ';')
			r, ok := rune(0), false
			if end > 0 {
				r, ok = entity(string(b[i+1 : i+end]))
			}
			if !ok {
				return nil, xmlFault()
			}
			out = utf8.AppendRune(out, r)
			i += end
		default:
			out = append(out, b[i])
		}
	}
	t.clean = out
	return out, nil
}

var namedEntities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

func entity(name string) (rune, bool) {
	if r, ok := namedEntities[name]; ok {
		return r, true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	return rune(n), err == nil && n >= 0 && allowed(rune(n))
}

// controls are the characters below the space that XML forbids.
const controls = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"

// sound reports whether the bytes are UTF-8 with only characters that XML allows.
func sound(b []byte) bool {
	return utf8.Valid(b) && !bytes.ContainsAny(b, controls) && !bytes.Contains(b, []byte("\uFFFE")) && !bytes.Contains(b, []byte("\uFFFF"))
}

func allowed(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
