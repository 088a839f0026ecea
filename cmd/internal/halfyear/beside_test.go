package halfyear

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

// severalADay is a policy under which a message too many is sent, and not parked until it is noticed to
// be needless.
const severalADay = "extends: [pack:county]\npeople: {max_notices_per_day: 9}\n"

// Two processes tell at the same moments: a daemon, and a person who runs its jobs by hand. People get
// the messages that they would get from one.
func TestTwoProcessesAtOnceTellWhatOneTells(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte(severalADay), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]dbconn.Config{"SQLite": {Dir: t.TempDir()}, "MariaDB": {DSN: sqltest.DSN(t)}} {
		p := newPlay(t, c)
		p.perDay, p.handler.policy = 9, policy
		p.beside = &handler{t: t, config: p.handler.config, policy: policy, dir: p.handler.dir, hit: map[string]int{}}
		p.dice = rand.New(rand.NewPCG(*seed, 3))
		p.judge(name + ", two processes")
	}
}
