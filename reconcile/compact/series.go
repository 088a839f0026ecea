package compact

// Series is a list that grows without moving. The zero value is empty.
type Series[E any] struct {
	parts [][]E
	n     int
}

const (
	partBits = 12
	partSize = 1 << partBits
)

// Add adds an element behind the others.
func (s *Series[E]) Add(e E) {
	if s.n&(partSize-1) == 0 {
		s.parts = append(s.parts, nil)
	}
	last := &s.parts[s.n>>partBits]
	*last = append(*last, e)
	s.n++
}

// At is the place of an element. It holds until the next is added.
func (s *Series[E]) At(n int) *E { return &s.parts[n>>partBits][n&(partSize-1)] }

// Len is how many there are.
func (s *Series[E]) Len() int { return s.n }
