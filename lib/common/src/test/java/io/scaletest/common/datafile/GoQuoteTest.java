package io.scaletest.common.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what a Go program wrote: src/test/go/go-quote-tables.go. */
class GoQuoteTest {
  private static final String DIGEST_MARK = "sha256 ";

  @Test
  void quotesEachBoundaryOfGosCharacterClassesAsGoDoes() throws IOException {
    for (String line : golden()) {
      if (!line.startsWith(DIGEST_MARK)) {
        int space = line.indexOf(' ');
        int codePoint = Integer.parseInt(line, 0, space, 16);
        assertThat(GoQuote.quote(Character.toString(codePoint)))
            .as("U+%04X", codePoint)
            .isEqualTo(line.substring(space + 1));
      }
    }
  }

  @Test
  void quotesEveryCodePointAsGoDoes() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        String quoted = GoQuote.quote(Character.toString(codePoint));
        digest.update(quoted.getBytes(StandardCharsets.UTF_8));
      }
    }

    List<String> lines = golden();
    assertThat(DIGEST_MARK + HexFormat.of().formatHex(digest.digest()))
        .isEqualTo(lines.get(lines.size() - 1));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "||,\"\"",
        "plain-name,\"plain-name\"",
        "say \"hi\",\"say \\\"hi\\\"\"",
        "C:\\x,\"C:\\\\x\"",
        "Grüße 日本 😀,\"Grüße 日本 😀\"",
      })
  void quotesWholeStrings(String value, String quoted) {
    assertThat(GoQuote.quote(value)).isEqualTo(quoted);
  }

  @Test
  void appendsBehindWhatIsThere() {
    var target = new StringBuilder("x,");

    GoQuote.append(target, "a\tb");

    assertThat(target).hasToString("x,\"a\\tb\"");
  }

  @ParameterizedTest
  @CsvSource({"D800", "DBFF", "DC00", "DFFF"})
  void aSurrogateWithoutItsOtherHalfIsTheReplacementCharacter(String hex) {
    char lone = (char) Integer.parseInt(hex, 16);

    assertThat(GoQuote.quote("a" + lone + "b")).isEqualTo("\"a\uFFFDb\"");
    assertThat(GoQuote.quote("" + lone)).isEqualTo("\"\uFFFD\"");
  }

  @Test
  void aPairBehindALoneHalfIsStillAPair() {
    assertThat(GoQuote.quote("\uD83D\uD83D\uDE00")).isEqualTo("\"\uFFFD\uD83D\uDE00\"");
  }

  private static List<String> golden() throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                GoQuoteTest.class.getResourceAsStream("go-quote.golden"),
                StandardCharsets.UTF_8))) {
      return lines.lines().toList();
    }
  }
}
