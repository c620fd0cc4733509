// Command go-flags writes what the command lines of the tools are tested against:
//
//	go run lib/common/src/test/go/go-flags.go > lib/common/src/test/resources/io/scaletest/common/cli/go-flags.golden
//
// Each line is what Go's package flag makes of a command line: the outcome, then the words, all
// separated by tabs. The outcome is "help", "error", or the values: runid quoted, n, the bits of
// lambda in hexadecimal, clientlb, period in nanoseconds.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

func main() {
	for _, words := range commandLines() {
		fmt.Printf("%s\t%s\n", outcome(words), strings.Join(words, "\t"))
	}
}

func outcome(words []string) string {
	flags := flag.NewFlagSet("tool", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	runID := flags.String("runid", "none", "")
	n := flags.Int("n", 300, "")
	lambda := flags.Float64("lambda", 1.0, "")
	clientLB := flags.Bool("clientlb", false, "")
	period := flags.Duration("period", time.Minute, "")
	err := flags.Parse(words)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return "help"
	case err != nil:
		return "error"
	}
	return fmt.Sprintf("%q %d %016x %t %d",
		*runID, *n, math.Float64bits(*lambda), *clientLB, int64(*period))
}

func commandLines() [][]string {
	lines := [][]string{
		{"-runid", "x"}, {"--runid", "x"}, {"-runid=x"}, {"--runid=x"}, {"---runid", "x"},
		{"-runid", "x", "-runid=y"}, {"-runid=", "-n", "7"}, {"-runid", "", "-n", "7"},
		{"-runid=a=b"}, {"-runid", "-x"}, {"-runid", "--", "-n", "7"}, {"-runid", "@x", "-n", "7"},
		{"-runid", "-n", "-n", "7"}, {"-runid=-n", "-n=7"}, {"-runid", "\"q\""}, {"-runid"},
		{"-runid", "${sys:user.home}"}, {"-runid", "-help"}, {"-runid", "a,b"}, {"-runid", " x "},
		{"-clientlb", "false", "-n", "7"}, {"-clientlb", "-n", "7"}, {"-clientlb="},
		{"--clientlb=false", "-clientlb"}, {"-clientlb", "--clientlb=F", "-n", "7"},
		{"-n", "7", "stray", "-n", "8"}, {"-n", "7", "--", "-n", "8"}, {"-n", "7", "-", "-n", "8"},
		{"", "-n", "7"}, {"--"}, {"-"}, {"@x", "-n", "7"}, {"-n", "7", "@x"},
		{"-N", "7"}, {"-nn", "7"}, {"-n7"}, {"-run", "x"}, {"-unknown"}, {"-=x"}, {"--=x"},
		{"-n=x", "-unknown"}, {"-n"}, {"-n="}, {"-lambda="}, {"-period="}, {"-period", ""},
		{"-h"}, {"-help"}, {"--h"}, {"--help"}, {"-n", "7", "-help"}, {"-n", "x", "-help"},
		{"-help", "-n", "x"}, {"-help", "-unknown"}, {"-help=false"}, {"stray", "-help"},
		{"-clientlb=true", "-lambda=2.5", "-period=3s", "-runid=x", "-n=7"},
		{},
	}
	values := map[string][]string{
		"clientlb": {"1", "0", "t", "f", "T", "F", "true", "false", "TRUE", "FALSE", "True", "False",
			"yes", "no", "on", "tRUE", "2", " true"},
		"n": {"42", "-42", "+42", "0", "-0", "00", "052", "0o52", "0O52", "0x2a", "0X2A", "0b101", "0B101",
			"-0x2a", "1_000", "0x_2a", "0_52", "1__000", "_1", "1_", "0_", "0x", "0b", "0o", "0b2", "08",
			"0.5", "0q7", "0-5", "1.5", "1e3", "", " 1", "1 ", "--1", "+-1", "-", "+", "x", "\u0661", "1L",
			"2147483647", "-2147483648", "99999999999999999999"},
		"lambda": {"1", "1.5", "-1.5", "+2", ".5", "5.", "1e3", "1E-3", "1e+3", "0x1p-2", "0X1P3", "0.1",
			"1e999", "-1e999", "1e-999", "1f", "1d", "1_0", " 1", "1 ", "", "x", ".", "0x1", "\u0661",
			"2.2250738585072014e-308", "100.0", "0", "-0"},
		"period": {"0", "+0", "-0", "1m30s", "1.5h", "300ms", "-3s", "+3s", "1h2m3.5s", ".5s", "5.s", "1000us",
			"1\u00b5s", "1\u03bcs", "1ns", "1.5ns", "0.3333333333333333333h", "1s1s", "1h-1s", "3", "s",
			".s", "1..5s", "1d", "1S", "1 s", " 1s", "-", "--1s", "1e3s", "\u0661s", "9223372036854775807ns",
			"-9223372036854775808ns", "9223372036854775808ns", "2562047h47m", "2562048h", "0s", "00s"},
	}
	for _, name := range []string{"clientlb", "n", "lambda", "period"} {
		for _, value := range values[name] {
			lines = append(lines, []string{"-" + name + "=" + value})
		}
	}
	return lines
}
