package replicas

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// comQuery begins a client's packet that is a statement
// (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html).
const comQuery = 3

// line is the way from one daemon to MariaDB: every command takes the delay to
// get there, and every statement is noted.
type line struct {
	dsn   string
	delay time.Duration

	mu   sync.Mutex
	seen []string
}

// newLine listens on this machine for the server's socket.
func newLine(t testing.TB, dsn string, delay time.Duration) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	user, rest, _ := strings.Cut(dsn, "@unix(")
	socket, database, ok := strings.Cut(rest, ")")
	if !ok {
		t.Fatalf("no socket in %s", dsn)
	}
	l := &line{dsn: user + "@tcp(" + listener.Addr().String() + ")" + database, delay: delay}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", socket)
			if err != nil {
				_ = client.Close()
				continue
			}
			wg.Go(func() { _, _ = io.Copy(client, server); _ = client.Close() })
			wg.Go(func() { l.forward(client, server); _ = server.Close() })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); wg.Wait() })
	return l
}

// forward carries the client's packets to the server until either ends.
func (l *line) forward(client, server net.Conn) {
	header := make([]byte, 4)
	for {
		if _, err := io.ReadFull(client, header); err != nil {
			return
		}
		size := int(binary.LittleEndian.Uint32([]byte{header[0], header[1], header[2], 0}))
		packet := make([]byte, 4+size)
		copy(packet, header)
		if _, err := io.ReadFull(client, packet[4:]); err != nil {
			return
		}
		if size > 0 && header[3] == 0 && packet[4] == comQuery {
			l.mu.Lock()
			l.seen = append(l.seen, string(packet[5:]))
			l.mu.Unlock()
		}
		time.Sleep(l.delay)
		if _, err := server.Write(packet); err != nil {
			return
		}
	}
}

// statements are those since the last call.
func (l *line) statements() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := l.seen
	l.seen = nil
	return seen
}
