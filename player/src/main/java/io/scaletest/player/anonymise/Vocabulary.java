package io.scaletest.player.anonymise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Words of the API itself, which every cluster has. Immutable. */
final class Vocabulary {
  private static final String RESOURCE = "vocabulary.txt";

  private final Set<String> words;

  private Vocabulary(Set<String> words) {
    this.words = words;
  }

  /** Reads the words of the jar. */
  static Vocabulary read() {
    try (InputStream in = Vocabulary.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return new Vocabulary(
          lines
              .lines()
              .filter(line -> !line.startsWith("#"))
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String word) {
    return words.contains(word);
  }
}
