// Package compact holds many records of texts in little memory: texts stand one behind the other in long
// ones that a garbage collector need not look into, and an index has numbers and no texts. It knows
// nothing of what the texts say.
package compact

import "encoding/binary"

// AppendText appends a text behind its length.
func AppendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// CutText is the text at the head of what AppendText made, and what follows it.
func CutText(from string) (text, rest string) {
	n, rest := CutNumber(from)
	return rest[:n], rest[n:]
}

// CutNumber is the varint at the head of a text, and what follows it.
func CutNumber(from string) (n int, rest string) {
	for at, shift := 0, 0; ; at, shift = at+1, shift+7 {
		b := from[at]
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n, from[at+1:]
		}
	}
}

// ListText is a list as one text; empty for none.
func ListText(list []string) string {
	if len(list) == 0 {
		return ""
	}
	var text []byte
	for _, s := range list {
		text = AppendText(text, s)
	}
	return string(text)
}

// ListOf reads what ListText made.
func ListOf(text string) []string {
	var list []string
	for text != "" {
		var s string
		s, text = CutText(text)
		list = append(list, s)
	}
	return list
}
