package ledger

// Reworded is a case whose title and evidence are to say something else. Words, which somebody wrote, are
// replaced by Mark where they end the notes of its steps, and of those of the case that it came from.
type Reworded struct {
	Case        Case  // as it is to be
	From        int64 // the case that it came from; 0: none
	Words, Mark string
}
