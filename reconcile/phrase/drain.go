package phrase

// Words of a daemon that is told to finish.
var _ = add(table{
	"help.drain":      {"让本机的 daemon 不再接新的任务和发送，做完手上的，再报告", "tell the daemon of this machine to take nothing on any more, and wait until what it began is done"},
	"help.drain_wait": {"最多等多久", "how long to wait at most"},
	"cli.drained":     {"daemon 手上的事做完了，不再接新的；现在可以停掉它（SIGTERM）。", "the daemon has finished what it began and takes nothing on; it can be stopped now (SIGTERM)."},
	"cli.drain_none":  {"本机没有使用 {dir} 的 daemon。", "no daemon of this machine works with {dir}."},
	"cli.drain_busy":  {"等了 {wait}，daemon 手上的事还没做完；它不再接新的，请稍后再运行一次。", "after {wait} the daemon is not done yet; it takes nothing on any more. Run this again later."},
})
