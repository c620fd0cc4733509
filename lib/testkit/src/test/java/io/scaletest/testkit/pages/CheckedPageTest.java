package io.scaletest.testkit.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckedPageTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void choosePage() {
    file = folder.resolve("generated").resolve("tool.md");
  }

  @Test
  void aPageThatDiffersFailsAndSaysHowToUpdateIt() throws IOException {
    write("old\n");

    assertThatThrownBy(() -> new CheckedPage(file, false).mustBe("new\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("tool.md", "-Dupdate.pages=true");
    assertThat(file).hasContent("old\n");
  }

  @Test
  void aPageThatIsNotThereFails() {
    assertThatThrownBy(() -> new CheckedPage(file, false).mustBe("new\n"))
        .isInstanceOf(AssertionError.class);
    assertThat(file).doesNotExist();
  }

  @Test
  void aPageThatIsTheSamePasses() throws IOException {
    write("same\n");

    new CheckedPage(file, false).mustBe("same\n");
  }

  @Test
  void anUpdateMakesThePage() {
    new CheckedPage(file, true).mustBe("new\n");

    assertThat(file).hasContent("new\n");
  }

  private void write(String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
