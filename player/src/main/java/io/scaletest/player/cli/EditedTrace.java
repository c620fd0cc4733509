package io.scaletest.player.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.text.Figures;
import io.scaletest.player.edit.EntryChange;
import io.scaletest.player.edit.Selection;
import io.scaletest.player.edit.TraceEdit;
import io.scaletest.player.run.PlayerExit;
import java.nio.file.Path;
import java.util.List;

/** What the commands have in common that make a trace of traces. */
final class EditedTrace {
  private EditedTrace() {}

  /** Writes a trace, and tells what came of it. */
  static ExitStatus write(List<Path> traces, Selection selection, TraceOutput output) {
    return write(traces, selection, EntryChange.NONE, output);
  }

  /** Writes a trace of changed entries, and tells what came of it. */
  static ExitStatus write(
      List<Path> traces, Selection selection, EntryChange change, TraceOutput output) {
    Path file = output.file(traces);
    TraceEdit edit =
        TraceEdit.write(
            traces,
            selection,
            change,
            file,
            "scaletest player " + BuildVersion.of(EditedTrace.class));
    System.out.println(
        file
            + ": "
            + Figures.count(edit.entries(), "entry", "entries")
            + ", "
            + Figures.count(edit.leftOut())
            + " left out");
    if (edit.duplicates() > 0) {
      System.out.println(
          Figures.count(edit.duplicates(), "entry was", "entries were")
              + " there more than once, and once now");
    }
    if (edit.cutOff() > 0) {
      System.out.println(
          "left out with them: "
              + Figures.count(edit.cutOff(), "watch", "watches")
              + " that began before and went on");
    }
    edit.damage().forEach(System.err::println);
    return edit.damage().isEmpty() ? CommonExit.OK : PlayerExit.TRACE_DAMAGED;
  }
}
