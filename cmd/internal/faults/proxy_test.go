package faults

import (
	"bufio"
	"encoding/binary"
	"net"
	"sync"
	"testing"

	"qunguan/sql/sqltest"
)

// comQuit begins a client's packet that ends the connection
// (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html).
const comQuit = 1

// fate is the outcome of one command.
type fate int

const (
	pass      fate = iota
	cutBefore      // the connection breaks before the server gets the command
	cutAfter       // it breaks when the server has carried it out, before the answer arrives
	refuse         // the server answers with proxy.refusal, and has not done it
)

// proxy stands between the program and MariaDB. It counts the commands that
// the program sends, over all its connections, and decides the fate of each.
type proxy struct {
	dsn string

	// decide is asked for each command, its number and its statement; it may
	// do something before it answers. One command at a time.
	decide  func(n int, statement string) fate
	refusal []byte                        // error packet, for refuse
	rewrite func(statement string) string // nil: statements pass as they are

	mu    sync.Mutex
	seen  []string // statements in their order; empty for other commands
	fated int      // how many did not pass
}

// newProxy listens on this machine; dsn is that of the server's socket.
func newProxy(t testing.TB, dsn string) *proxy {
	t.Helper()
	p := &proxy{}
	p.dsn = sqltest.Between(t, dsn, p.serve)
	return p
}

// cut lets the nth command have the fate and all others pass, and starts to
// count anew.
func (p *proxy) cut(nth int, f fate) {
	p.on(func(n int, _ string) fate {
		if n == nth {
			return f
		}
		return pass
	})
}

// on starts to count anew and lets decide decide.
func (p *proxy) on(decide func(n int, statement string) fate) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen, p.fated, p.decide = nil, 0, decide
}

// statements are the commands since the last cut or on.
func (p *proxy) statements() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.seen...)
}

// happened is how many commands did not pass.
func (p *proxy) happened() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fated
}

func (p *proxy) serve(client, server net.Conn) {
	answers := make(chan struct{}) // closed when no more answers may pass
	first := make(chan struct{}, 1)
	go func() {
		defer func() { _, _ = client.Close(), server.Close() }()
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			select {
			case <-answers:
				first <- struct{}{}
				return
			default:
			}
			if err != nil {
				return
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	in := bufio.NewReader(client)
	for {
		packet, err := sqltest.ReadPacket(in)
		if err != nil {
			return
		}
		f := pass
		if packet[3] == 0 && len(packet) > 4 && packet[4] != comQuit {
			f, packet = p.fateOf(packet)
		}
		switch f {
		case cutBefore:
			return
		case cutAfter:
			close(answers)
			if _, err := server.Write(packet); err == nil {
				<-first // the server has done it
			}
			return
		case refuse:
			if _, err := client.Write(p.refusal); err != nil {
				return
			}
		case pass:
			if _, err := server.Write(packet); err != nil {
				return
			}
		}
	}
}

// fateOf counts a command, and gives its outcome and the part of it that the server is to get.
func (p *proxy) fateOf(packet []byte) (fate, []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	statement, ok := sqltest.Statement(packet)
	if ok && p.rewrite != nil {
		packet = packetOf(packet[3], append(packet[4:5:5], p.rewrite(statement)...))
	}
	p.seen = append(p.seen, statement)
	f := pass
	if p.decide != nil {
		f = p.decide(len(p.seen), statement)
	}
	if f != pass {
		p.fated++
	}
	return f, packet
}

// packetOf puts the head of a packet before its payload.
func packetOf(sequence byte, payload []byte) []byte {
	size := len(payload)
	return append([]byte{byte(size), byte(size >> 8), byte(size >> 16), sequence}, payload...)
}

// errorPacket is the server's refusal of a command, with the number.
func errorPacket(number uint16, state, text string) []byte {
	payload := binary.LittleEndian.AppendUint16([]byte{0xff}, number)
	payload = append(payload, "#"+state+text...)
	return packetOf(1, payload)
}
