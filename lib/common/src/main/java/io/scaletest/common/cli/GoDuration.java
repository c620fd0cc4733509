package io.scaletest.common.cli;

import io.scaletest.common.text.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Durations as Go spells them, see {@link DurationText}. */
public final class GoDuration implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return DurationText.parse(value);
  }
}
