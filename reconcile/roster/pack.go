package roster

import (
	"fmt"

	"github.com/klauspost/compress/s2"
)

// Pack compresses a text for as long as a process holds it, into the
// buffer if that is large enough. Stored documents have a format of their own.
func Pack(buffer, text []byte) []byte { return s2.Encode(buffer[:cap(buffer)], text) }

// Unpack is the text that was packed, in the buffer if that is large enough.
func Unpack(buffer, packed []byte) ([]byte, error) {
	text, err := s2.Decode(buffer[:cap(buffer)], packed)
	if err != nil {
		return nil, fmt.Errorf("unpack rows: %w", err)
	}
	return text, nil
}
