package staging

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"

	"qunguan/reconcile/roster"
)

// spoolMemory is how many bytes an import's pieces may take in memory; further
// ones go to a file.
const spoolMemory = 4 << 20

// spool holds the pieces of one import until it is published or given up: in
// memory, and past a bound in a file of its own that no other process can open.
type spool struct {
	bound  int // how many bytes may be in memory
	turn   sync.Mutex
	memory []byte
	file   *os.File
	length int64
}

// piece is where some bytes are: in memory, or, behind its bound, in the file. An import of a county has
// some hundred thousand pieces.
type piece struct {
	at   int64
	size int32
}

// put keeps a copy of the bytes.
func (s *spool) put(b []byte) (piece, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	p := piece{at: int64(len(s.memory)), size: int32(len(b))}
	if len(s.memory)+len(b) <= s.bound {
		s.memory = append(s.memory, b...)
		return p, nil
	}
	if err := s.open(); err != nil {
		return p, err
	}
	if _, err := s.file.WriteAt(b, s.length); err != nil {
		return p, fmt.Errorf("keep an import's rows aside: %w", err)
	}
	p.at = int64(s.bound) + s.length
	s.length += int64(len(b))
	return p, nil
}

// open makes the file, with the rights of its owner alone, and takes its name away where the system
// lets it: after any end of this process, the members of a county's groups do not stay behind in it.
func (s *spool) open() error {
	if s.file != nil {
		return nil
	}
	file, err := os.CreateTemp("", "qunguan-import-*")
	if err != nil {
		return fmt.Errorf("keep an import's rows aside: %w", err)
	}
	s.file = file
	if runtime.GOOS != "windows" {
		if err := os.Remove(file.Name()); err != nil {
			return fmt.Errorf("keep an import's rows aside: %w", err)
		}
	}
	return nil
}

// unpacked gives a piece's text.
func (s *spool) unpacked(p piece, b *buffers) (string, error) {
	packed, err := s.get(p, &b.packed)
	if err != nil || p.size == 0 {
		return "", err
	}
	if b.text, err = roster.Unpack(b.text, packed); err != nil {
		return "", err
	}
	return string(b.text), nil
}

// buffers are used again from one piece to the next.
type buffers struct{ packed, text []byte }

// get gives a piece's bytes, in the buffer where they are not in memory.
func (s *spool) get(p piece, buffer *[]byte) ([]byte, error) {
	s.turn.Lock()
	memory := s.memory
	s.turn.Unlock()
	if end := p.at + int64(p.size); end <= int64(len(memory)) {
		return memory[p.at:end], nil
	}
	*buffer = slices.Grow((*buffer)[:0], int(p.size))[:p.size]
	if _, err := s.file.ReadAt(*buffer, p.at-int64(s.bound)); err != nil {
		return nil, fmt.Errorf("read an import's rows again: %w", err)
	}
	return *buffer, nil
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	name, err := s.file.Name(), s.file.Close()
	if runtime.GOOS == "windows" {
		err = errors.Join(err, os.Remove(name))
	}
	s.file = nil
	return err
}
