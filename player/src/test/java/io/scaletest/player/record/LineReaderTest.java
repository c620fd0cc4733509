package io.scaletest.player.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static LineReader of(String text, int lineBytesMax) {
    return new LineReader(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lineBytesMax);
  }

  private static List<String> lines(LineReader reader, boolean growing) throws IOException {
    List<String> lines = new ArrayList<>();
    while (reader.next(growing)) {
      lines.add(new String(reader.array(), reader.from(), reader.length(), StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Test
  void linesOfAnyLengthAreRead() throws IOException {
    String longLine = "l".repeat(300_000);

    assertThat(lines(of("a\n\n" + longLine + "\nlast", 1_000_000), false))
        .containsExactly("a", "", longLine, "last");
  }

  @Test
  void aLineThatIsTooLongIsLeftOutAndCounted() throws IOException {
    String longLine = "l".repeat(300_000);
    LineReader reader = of("a\n" + longLine + "\nb\n" + longLine, 100_000);

    assertThat(lines(reader, false)).containsExactly("a", "b");
    assertThat(reader.tooLong()).isEqualTo(2);
    assertThat(reader.number()).isEqualTo(4);
  }

  @Test
  void whatHasNoEndIsNoLineWhileMoreMayCome() throws IOException {
    LineReader reader = of("a\nb", 100);

    assertThat(lines(reader, true)).containsExactly("a");
    assertThat(lines(reader, false)).containsExactly("b");
  }
}
