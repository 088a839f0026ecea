package cli_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"qunguan/cmd/internal/cli"
)

// latin is a word of a sentence that is not Chinese: flags, commands, values
// and placeholders apart.
var latin = regexp.MustCompile(`(?:^|[^\w<"./-])([a-zA-Z]{2,})`)

// mayStand are the words that stand for themselves in a Chinese sentence.
const mayStand = " qunguan help true false table json csv xml foo casse cases case step show maybe abc exempt add group renew run report handling" +
	" policy check packs schema diff extra absence end stap "

func TestAWrongCommandLineIsToldInTheUsersLanguage(t *testing.T) {
	cases := map[string]struct{ args, want string }{
		"an unknown flag":                         {"cases --foo", "没有 --foo 这个选项。"},
		"a flag that is nearly right":             {"cases --opne", "是不是：--open？"},
		"a missing argument":                      {"case", "缺少 <id>。"},
		"a word where a number belongs":           {"case abc", "<id> 要写数字，不能是 abc。"},
		"one argument too many":                   {"case 1 2", "多写了 2"},
		"missing flags":                           {"case step 1 handling", "缺少 --by、--note。"},
		"a value that is not allowed":             {"--format xml cases", "--format 只能是 table、json、csv 之一，不能是 xml。"},
		"a flag without its value":                {"cases --rule", "--rule 后面要写值。"},
		"a flag where a value belongs":            {"cases --rule --open", "--rule 后面要写值。"},
		"no value where flags are missing too":    {"group renew G1 --until", "--until 后面要写值。"},
		"several arguments may be missing":        {"run", "缺少 <job> ...。"},
		"an unknown command":                      {"foo", "多写了 foo，或者没有这个命令。"},
		"a command that is nearly right":          {"casse", "是不是：cases、case？"},
		"a switch with a value that is none":      {"cases --open=maybe", "--open 后面不用写值"},
		"a command of which one part is missing":  {"policy", "缺少其中之一：check、show"},
		"the help that is named is the command's": {"absence end", "qunguan absence end --help"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := cli.Main(t.Context(), cli.System{
				Args: strings.Fields(c.args), Stdout: &out, Stderr: &errs, LookupEnv: func(string) (string, bool) { return "", false },
			})
			said := errs.String()
			if code != cli.ExitUsage || !strings.Contains(said, c.want) {
				t.Errorf("exit %d, want %d with %q:\n%s", code, cli.ExitUsage, c.want, said)
			}
			for _, word := range latin.FindAllStringSubmatch(said, -1) {
				if !strings.Contains(mayStand, " "+word[1]+" ") {
					t.Errorf("%q stands in a Chinese sentence: %s", word[1], said)
				}
			}
		})
	}
}
