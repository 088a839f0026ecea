package jobs

// Unsure reports that this replica does not know the time: it has not seen the database's clock yet, or
// that clock differs from its own by more than clocks do.
func (d *Daemon) Unsure() bool {
	return d.Session != nil && (d.looked.Load() == nil || doubtful(d.apart()))
}
