package jobs

// stopping reports whether the daemon is to take nothing on any more.
func (d *Daemon) stopping() bool {
	select {
	case <-d.Drain:
		return true
	default:
		return false
	}
}
