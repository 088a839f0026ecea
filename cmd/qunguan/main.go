// Command qunguan 群管 reconciles work groups against policy, keeps the ledger
// of what is wrong, and reminds the people who can mend it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image has no zone files, and the policy's zone must exist everywhere

	"qunguan/cmd/internal/cli"
)

func main() {
	// Whatever the program writes is about people: its owner alone reads it,
	// also files that a library makes.
	syscall.Umask(0o077)
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel() // finish what has begun
		<-signals
		os.Exit(cli.ExitFailed) // the second signal means now
	}()
	orders := make(chan os.Signal, 2)
	signal.Notify(orders, syscall.SIGHUP, syscall.SIGUSR1)
	os.Exit(cli.Main(ctx, cli.System{
		Orders: orders,
		Args:   os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Environ: os.Environ(), LookupEnv: os.LookupEnv,
	}))
}
