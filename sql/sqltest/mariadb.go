package sqltest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/go-sql-driver/mysql"

	"qunguan/sql/dbconn"
)

// server is a private MariaDB on a unix socket in a directory of its own.
type server struct {
	once sync.Once
	err  error
	dir  string
	cmd  *exec.Cmd
	done chan error // gets mariadbd's end
	log  bool       // keep every statement

	flags   []string // of its own, by install
	base    string   // where to lie; empty: in memory or on the disk, as durable says
	more    []string // further flags, which win
	durable bool     // on a disk, each commit forced to it: for benchmarks and kills

	admin *dbconn.DB
	mu    sync.Mutex
	next  int
}

var (
	shared  server
	lasting = server{durable: true}
)

// database makes an empty database and returns its DSN and what drops it.
func (s *server) database() (dsn string, drop func() error, err error) {
	s.once.Do(func() { s.err = s.start() })
	if s.err != nil {
		return "", nil, s.err
	}
	s.mu.Lock()
	s.next++
	name := fmt.Sprintf("qunguan_test_%d", s.next)
	s.mu.Unlock()
	// A collation that is wrong on purpose: the tables must not depend on it.
	if _, err := s.admin.Exec("CREATE DATABASE " + name + " DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_general_ci"); err != nil {
		return "", nil, fmt.Errorf("make test database: %w", err)
	}
	drop = func() error {
		if _, err := s.admin.Exec("DROP DATABASE " + name); err != nil {
			return fmt.Errorf("drop test database: %w", err)
		}
		return nil
	}
	return s.dsn(name), drop, nil
}

func (s *server) dsn(name string) string {
	cfg := mysql.NewConfig()
	cfg.User, cfg.Net, cfg.Addr, cfg.DBName = "root", "unix", filepath.Join(s.dir, "s"), name
	return cfg.FormatDSN()
}

// start makes the server's files and starts it.
func (s *server) start() error {
	if err := s.install(); err != nil {
		return err
	}
	return s.launch()
}

func (s *server) install() error {
	install, err := find("mariadb-install-db")
	if err != nil {
		return err
	}
	// Memory where there is some (Linux): the tests ask for durability, not for
	// a disk. Paths of sockets are at most 107 bytes: not below t.TempDir.
	base, logSize := "/dev/shm", "--innodb-log-file-size=4M"
	s.flags = []string{"--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", logSize}
	if s.durable {
		base, logSize = "", "--innodb-log-file-size=48M"
		s.flags = []string{"--innodb-buffer-pool-size=128M", "--innodb-flush-log-at-trx-commit=1", logSize}
	}
	s.flags = append(s.flags, s.more...)
	if s.base != "" {
		base = s.base
	}
	if info, err := os.Stat(base); err != nil || !info.IsDir() {
		base = ""
	}
	if s.dir, err = os.MkdirTemp(base, "qgdb"); err != nil {
		return fmt.Errorf("private MariaDB: %w", err)
	}
	installArgs := append(s.place(), "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", logSize)
	if out, err := exec.Command(install, installArgs...).CombinedOutput(); err != nil {
		return fmt.Errorf("private MariaDB: mariadb-install-db: %w\n%s", err, out)
	}
	return nil
}

// place are the options for the places and owner of the files. Temporary tables too: a server that
// starts removes all files that it takes for left-over ones, also those that another server is
// working with.
func (s *server) place() []string {
	args := []string{"--no-defaults", "--datadir=" + filepath.Join(s.dir, "d"), "--tmpdir=" + s.dir}
	if os.Getuid() == 0 {
		args = append(args, "--user=root")
	}
	return args
}

// launch starts the server on the files that are there and waits until it
// answers.
func (s *server) launch() error {
	mariadbd, err := find("mariadbd")
	if err != nil {
		return err
	}
	args := append(s.place(), "--skip-grant-tables")
	args = append(args, s.flags...)
	if s.log {
		args = append(args, "--general-log", "--general-log-file="+filepath.Join(s.dir, statementLog))
	}
	s.cmd = exec.Command(mariadbd, append(args, "--socket="+filepath.Join(s.dir, "s"), "--skip-networking", "--skip-log-bin",
		"--performance-schema=OFF", "--pid-file="+filepath.Join(s.dir, "p"), "--log-error="+filepath.Join(s.dir, "log"))...)
	dieWithParent(s.cmd)
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("private MariaDB: %w", err)
	}
	s.done = make(chan error, 1)
	go func() { s.done <- s.cmd.Wait() }()
	return s.await()
}

// await connects as soon as the server answers.
func (s *server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var last error
	for {
		var err error
		if s.admin, err = dbconn.Open(ctx, dbconn.Config{DSN: s.dsn("mysql")}); err == nil {
			return nil
		}
		last = err
		select {
		case err := <-s.done:
			s.done <- err
			log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // the log may not exist yet
			return fmt.Errorf("private MariaDB ended at its start: %w\n%s", err, log)
		case <-ctx.Done():
			return fmt.Errorf("private MariaDB does not answer: %w", last)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// stop ends the server and removes its files.
func (s *server) stop() {
	s.halt()
	if s.dir != "" {
		_ = os.RemoveAll(s.dir) // a leftover directory harms nobody
	}
}

// halt ends the server by its own process id and leaves its files.
func (s *server) halt() { s.end(syscall.SIGTERM) }

func (s *server) end(how syscall.Signal) {
	if s.admin != nil {
		_ = s.admin.Close() // the server ends anyway
	}
	if s.cmd != nil && s.done != nil {
		_ = s.cmd.Process.Signal(how)
		select {
		case <-s.done:
		case <-time.After(10 * time.Second):
			_ = s.cmd.Process.Kill()
			<-s.done
		}
	}
	s.cmd, s.admin = nil, nil
}

func find(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path, nil
		}
	}
	return "", errors.New(name + " is not installed: the tests on MariaDB need it (Debian, Ubuntu: apt-get install mariadb-server; macOS: brew install mariadb)")
}
