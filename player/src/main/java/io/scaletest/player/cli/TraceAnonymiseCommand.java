package io.scaletest.player.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.OptionRule;
import io.scaletest.common.exit.ToolException;
import io.scaletest.player.anonymise.Anonymiser;
import io.scaletest.player.edit.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a trace that tells nothing of the cluster it is from. */
@Command(
    name = "player trace anonymise",
    description =
        "Makes a trace with other names, the same one for the same wherever it stands, and other"
            + " texts in bodies. Kinds, names of fields, numbers, times and sizes stay.")
final class TraceAnonymiseCommand implements Callable<ExitStatus>, OptionsAnywhere {
  private static final int RANDOM_KEY_BYTES = 32;

  @Mixin private TraceParameter trace;

  @Option(
      names = {"-key-file", "--key-file"},
      paramLabel = "FILE",
      description =
          "A file whose bytes are the key: with the same one several traces have the same names"
              + " (default: a key by chance, which nobody keeps).")
  private Path keyFile;

  @Mixin private TraceOutput output;
  @Mixin private KlogOptions klog;

  @Override
  public ExitStatus call() {
    return EditedTrace.write(List.of(trace.file()), Selection.ALL, new Anonymiser(key()), output);
  }

  private byte[] key() {
    if (keyFile == null) {
      byte[] key = new byte[RANDOM_KEY_BYTES];
      new SecureRandom().nextBytes(key);
      return key;
    }
    try {
      byte[] key = Files.readAllBytes(keyFile);
      OptionRule.require(
          key.length >= Anonymiser.KEY_BYTES_MIN,
          "key-file",
          "a file of at least " + Anonymiser.KEY_BYTES_MIN + " bytes",
          keyFile + " of " + key.length);
      return key;
    } catch (IOException e) {
      throw ToolException.usage("key-file: " + keyFile + ": " + IoReason.of(e));
    }
  }
}
