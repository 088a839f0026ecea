package faults

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Commands of MySQL's protocol, the first byte of a client's packet
// (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html).
const (
	comQuit  = 1
	comQuery = 3
)

// fate is what becomes of one command.
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
	dsn    string
	socket string

	// decide is asked for each command, its number and its statement; it may
	// do something before it answers. One command at a time.
	decide  func(n int, statement string) fate
	refusal []byte // error packet, for refuse
	rewrite func(packet []byte)

	mu    sync.Mutex
	seen  []string // statements in their order; empty for other commands
	fated int      // how many did not pass
	open  map[net.Conn]bool
}

// newProxy listens on this machine; dsn is that of the server's socket.
func newProxy(t testing.TB, dsn string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(dsn, "unix(")
	socket, database, ok := strings.Cut(after, ")")
	if !ok {
		t.Fatalf("no socket in %s", dsn)
	}
	user, _, _ := strings.Cut(dsn, "@")
	p := &proxy{dsn: user + "@tcp(" + listener.Addr().String() + ")" + database, socket: socket, open: map[net.Conn]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		p.mu.Lock()
		for conn := range p.open {
			_ = conn.Close()
		}
		p.mu.Unlock()
		wg.Wait()
	})
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

func (p *proxy) serve(client net.Conn) {
	server, err := net.Dial("unix", p.socket)
	if err != nil {
		_ = client.Close() // the server is down
		return
	}
	p.mu.Lock()
	p.open[client] = true
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.open, client)
		p.mu.Unlock()
		_, _ = client.Close(), server.Close()
	}()
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
		packet, err := readPacket(in)
		if err != nil {
			return
		}
		f := pass
		if packet[3] == 0 && len(packet) > 4 && packet[4] != comQuit {
			f = p.fateOf(packet)
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

// fateOf counts a command and asks what becomes of it.
func (p *proxy) fateOf(packet []byte) fate {
	p.mu.Lock()
	defer p.mu.Unlock()
	statement := ""
	if packet[4] == comQuery {
		statement = string(packet[5:])
	}
	if p.rewrite != nil {
		p.rewrite(packet)
	}
	p.seen = append(p.seen, statement)
	f := pass
	if p.decide != nil {
		f = p.decide(len(p.seen), statement)
	}
	if f != pass {
		p.fated++
	}
	return f
}

// readPacket reads one packet with its head: three bytes of length, one of
// sequence.
func readPacket(in *bufio.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	size := int(head[0]) | int(head[1])<<8 | int(head[2])<<16
	packet := make([]byte, 4+size)
	copy(packet, head)
	_, err := io.ReadFull(in, packet[4:])
	return packet, err
}

// errorPacket is the server's refusal of a command, with the number.
func errorPacket(number uint16, state, text string) []byte {
	payload := binary.LittleEndian.AppendUint16([]byte{0xff}, number)
	payload = append(payload, "#"+state+text...)
	return append([]byte{byte(len(payload)), byte(len(payload) >> 8), 0, 1}, payload...)
}
