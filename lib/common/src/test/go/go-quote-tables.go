// Command go-quote-tables writes what GoQuote is built on and tested against:
//
//	go run lib/common/src/test/go/go-quote-tables.go lib/common/src
//
// main/resources/io/scaletest/common/datafile/go-printable.txt: the runs of code points above ASCII
// that strconv.IsPrint accepts, "first-last" in hexadecimal, ascending.
// test/resources/io/scaletest/common/datafile/go-quote.golden: "codepoint strconv.Quote(codepoint)"
// for each first and last code point of each run, printable or not, and for all of ASCII and
// Latin-1; then "sha256 D": the digest of strconv.Quote of every code point but surrogates,
// concatenated in ascending order.
package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"unicode"
)

const folder = "resources/io/scaletest/common/datafile"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go-quote-tables <src folder of lib/common>")
		os.Exit(2)
	}
	write(filepath.Join(os.Args[1], "main", folder, "go-printable.txt"), printable)
	write(filepath.Join(os.Args[1], "test", folder, "go-quote.golden"), golden)
}

func write(path string, content func(*bufio.Writer)) {
	file, err := os.Create(path)
	if err == nil {
		buffer := bufio.NewWriter(file)
		content(buffer)
		if err = buffer.Flush(); err == nil {
			err = file.Close()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func printable(out *bufio.Writer) {
	fmt.Fprintf(out, "# strconv.IsPrint above ASCII, %s, Unicode %s; made by go-quote-tables.go\n",
		runtime.Version(), unicode.Version)
	first := rune(-1)
	for r := rune(0x80); r <= unicode.MaxRune+1; r++ {
		prints := r <= unicode.MaxRune && strconv.IsPrint(r)
		if prints && first < 0 {
			first = r
		} else if !prints && first >= 0 {
			fmt.Fprintf(out, "%x-%x\n", first, r-1)
			first = -1
		}
	}
}

func golden(out *bufio.Writer) {
	digest := sha256.New()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			continue
		}
		quoted := strconv.Quote(string(r))
		digest.Write([]byte(quoted))
		boundary := r == unicode.MaxRune || strconv.IsPrint(r) != strconv.IsPrint(r-1) ||
			strconv.IsPrint(r) != strconv.IsPrint(r+1)
		if r < 0x100 || boundary {
			fmt.Fprintf(out, "%x %s\n", r, quoted)
		}
	}
	fmt.Fprintf(out, "sha256 %x\n", digest.Sum(nil))
}
