package app

import (
	"io"
	"os"
	"path/filepath"
	"time"

	"qunguan/jobs/schedule"
	"qunguan/reconcile/policy"
)

// PolicyError is a policy that cannot be used, with all its faults.
type PolicyError struct{ Problems policy.Problems }

func (e *PolicyError) Error() string { return e.Problems.Err().Error() }
func (e *PolicyError) Unwrap() error { return e.Problems.Err() }

// LoadPolicy reads a pack or a policy file and everything it extends.
func LoadPolicy(ref string, loc *time.Location) (*policy.Loaded, error) {
	loaded, problems := policy.Load(ref, openPolicyFile, func(expression string) error {
		_, err := schedule.Parse(expression, loc)
		return err
	})
	if len(problems) > 0 {
		return nil, &PolicyError{problems}
	}
	return loaded, nil
}

func openPolicyFile(name string) (io.ReadCloser, error) { return os.Open(filepath.FromSlash(name)) }
