package sqltest

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Between puts serve between a program and MariaDB: it gets each connection
// that is made to the returned DSN, together with one to the server of dsn,
// which must be that of a socket. Both are closed when serve returns, and at
// the test's end, which waits for serve.
func Between(t testing.TB, dsn string, serve func(client, server net.Conn)) string {
	t.Helper()
	user, rest, _ := strings.Cut(dsn, "@unix(")
	socket, database, ok := strings.Cut(rest, ")")
	if !ok {
		t.Fatalf("no socket in %s", dsn)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var (
		mu    sync.Mutex
		open  = map[net.Conn]bool{}
		ended bool
		wg    sync.WaitGroup
	)
	carry := func(client net.Conn) {
		defer client.Close()
		server, err := net.Dial("unix", socket)
		if err != nil {
			return // the server is down
		}
		defer server.Close()
		mu.Lock()
		open[client] = true
		late := ended
		mu.Unlock()
		if !late {
			serve(client, server)
		}
		mu.Lock()
		delete(open, client)
		mu.Unlock()
	}
	wg.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { carry(client) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		ended = true
		for client := range open {
			_ = client.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return user + "@tcp(" + listener.Addr().String() + ")" + database
}

// ReadPacket reads one packet of MySQL's protocol with its head: three bytes
// of length, one of sequence
// (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html).
func ReadPacket(in io.Reader) ([]byte, error) {
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

// Statement is the statement in a client's packet, if it has one: a COM_QUERY
// (https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html).
func Statement(packet []byte) (string, bool) {
	const comQuery = 3
	if packet[3] != 0 || len(packet) < 5 || packet[4] != comQuery {
		return "", false
	}
	return string(packet[5:]), true
}
