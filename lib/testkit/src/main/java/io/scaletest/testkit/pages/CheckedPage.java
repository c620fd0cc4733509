package io.scaletest.testkit.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scaletest.testkit.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A generated page that is checked in. A test compares it with what the program says now; with
 * {@code -Dupdate.pages=true} the same test rewrites it, and the change is seen in the review.
 *
 * <pre>{@code
 * @Test
 * void theOptionPageIsUpToDate() {
 *   CheckedPage.at("docs/generated/cmdriver.md").mustBe(OptionPage.of(new CmDriver()));
 * }
 * }</pre>
 */
public final class CheckedPage {
  private static final String UPDATE_PROPERTY = "update.pages";

  private final Path file;
  private final boolean update;

  CheckedPage(Path file, boolean update) {
    this.file = file;
    this.update = update;
  }

  /** Returns the page at a path from the root of the working copy. */
  public static CheckedPage at(String path) {
    return new CheckedPage(Repository.root().resolve(path), Boolean.getBoolean(UPDATE_PROPERTY));
  }

  /**
   * Compares the page with {@code content}, or makes it so when an update is asked for.
   *
   * @throws AssertionError if they differ; says how to update
   */
  public void mustBe(String content) {
    try {
      if (update) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return;
      }
      String checkedIn = Files.exists(file) ? Files.readString(file) : "";
      assertEquals(
          checkedIn,
          content,
          file
              + " is not what the program says; run this test with -D"
              + UPDATE_PROPERTY
              + "=true");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
