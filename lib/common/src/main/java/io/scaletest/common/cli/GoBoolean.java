package io.scaletest.common.cli;

import java.util.Set;
import picocli.CommandLine.ITypeConverter;

/** Booleans as Go spells them. <i>Source:</i> Go's {@code strconv.ParseBool}. */
final class GoBoolean implements ITypeConverter<Boolean> {
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  @Override
  public Boolean convert(String value) {
    if (TRUE.contains(value)) {
      return true;
    }
    if (FALSE.contains(value)) {
      return false;
    }
    throw new IllegalArgumentException("must be true or false");
  }
}
