package io.scaletest.hollownode.pools;

import io.scaletest.common.exit.PathText;
import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.pools.DurationModel.Exponential;
import io.scaletest.hollownode.pools.DurationModel.Fixed;
import io.scaletest.hollownode.pools.DurationModel.LogNormal;
import io.scaletest.hollownode.pools.DurationModel.Pareto;
import io.scaletest.hollownode.pools.DurationModel.Trace;
import io.scaletest.hollownode.pools.DurationModel.Uniform;
import io.scaletest.hollownode.pools.DurationModel.Weibull;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Parses duration models as files and annotations spell them: {@code fixed:30s}, {@code exp:MEAN},
 * {@code uniform:FROM,TO}, {@code lognormal:MEDIAN,SIGMA}, {@code weibull:K,LAMBDA}, {@code
 * pareto:XM,ALPHA}, {@code trace:FILE}; a duration alone is fixed.
 */
final class DurationModelText {
  static final String TRACE = "trace:";
  private static final String MODELS =
      "must be a duration or fixed:, exp:, uniform:, lognormal:, weibull:, pareto: or trace:";

  private DurationModelText() {}

  /**
   * Returns the model.
   *
   * @param folder in which relative names of traces stand
   * @throws IllegalArgumentException with the rule and the text
   */
  static DurationModel parse(String text, Path folder) {
    String stripped = text.strip();
    if (stripped.startsWith(TRACE)) {
      // Its messages name the file and the line.
      return new Trace(TraceFile.read(file(folder, stripped.substring(TRACE.length()).strip())));
    }
    try {
      return model(stripped);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ", got " + text, e);
    }
  }

  private static Path file(Path folder, String name) {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(PathText.refusal(e), e);
    }
  }

  private static DurationModel model(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new Fixed(fixedNs(text));
    }
    String parameters = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "fixed" -> new Fixed(durationNs("fixed", parameters));
      case "exp" -> new Exponential(durationNs("mean", parameters));
      case "uniform" -> {
        String[] two = two("uniform:FROM,TO", parameters);
        yield new Uniform(durationNs("from", two[0]), durationNs("to", two[1]));
      }
      case "lognormal" -> {
        String[] two = two("lognormal:MEDIAN,SIGMA", parameters);
        yield new LogNormal(durationNs("median", two[0]), number("sigma", two[1]));
      }
      case "weibull" -> {
        String[] two = two("weibull:K,LAMBDA", parameters);
        yield new Weibull(number("k", two[0]), durationNs("lambda", two[1]));
      }
      case "pareto" -> {
        String[] two = two("pareto:XM,ALPHA", parameters);
        yield new Pareto(durationNs("xm", two[0]), number("alpha", two[1]));
      }
      default -> throw new IllegalArgumentException(MODELS);
    };
  }

  private static long fixedNs(String text) {
    try {
      return durationNs("duration", text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(MODELS, e);
    }
  }

  private static String[] two(String form, String parameters) {
    String[] parts = parameters.split(",", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("must be " + form);
    }
    return parts;
  }

  private static long durationNs(String name, String text) {
    try {
      return DurationText.parse(text.strip()).toNanos();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static double number(String name, String text) {
    try {
      double number = Double.parseDouble(text.strip());
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": must be a number", e);
    }
    throw new IllegalArgumentException(name + ": must be a finite number");
  }
}
