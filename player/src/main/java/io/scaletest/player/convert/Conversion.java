package io.scaletest.player.convert;

import io.scaletest.common.exit.ToolException;
import io.scaletest.player.language.SpecFile;
import io.scaletest.player.workload.Workload;
import io.scaletest.wire.json.JsonTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A file of another tool as a specification.
 *
 * @param text the specification, with what follows in comments at its head
 * @param changed what is played otherwise than the other tool does
 * @param leftOut what is not played
 */
public record Conversion(String text, List<String> changed, List<String> leftOut) {
  private static final int LINE_WIDTH = 110;

  /**
   * Converts a file of clusterloader2 or of kube-burner, told apart by their keys.
   *
   * @throws ToolException a usage error if it is neither, or nothing of it can be played
   */
  public static Conversion of(Path file) {
    String text = ForeignTemplate.text(file);
    ForeignTemplate.requireEvaluated(file, text);
    if (SpecFile.tree(file.toString(), text) instanceof Map<?, ?> tree) {
      Map<String, Object> root = JsonTree.asObject(tree);
      Draft draft = new Draft();
      if (root.get("steps") instanceof List<?>) {
        new ClusterLoaderReader(file, draft).read(root);
        return of(file, "clusterloader2", draft);
      }
      if (root.get("jobs") instanceof List<?>) {
        new KubeBurnerReader(file, draft).read(root);
        return of(file, "kube-burner", draft);
      }
    }
    throw ToolException.usage(
        file + ": must be a config of clusterloader2 (steps) or of kube-burner (jobs)");
  }

  private static Conversion of(Path file, String tool, Draft draft) {
    if (draft.isEmpty()) {
      String first = draft.leftOut().isEmpty() ? "" : "; " + draft.leftOut().get(0);
      throw ToolException.usage(file + ": has nothing that can be played" + first);
    }
    StringBuilder text = new StringBuilder();
    text.append("# From ").append(file.getFileName()).append(" of ").append(tool).append(".\n");
    draft.changed().forEach(line -> text.append("# Changed: ").append(line).append('\n'));
    draft.leftOut().forEach(line -> text.append("# Left out: ").append(line).append('\n'));
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.AUTO).setWidth(LINE_WIDTH).build();
    text.append(new Dump(settings).dumpToString(draft.tree()));
    // What is printed can be played, or nothing is printed.
    Workload.of("converted", SpecFile.read("converted from " + file, text.toString()));
    return new Conversion(text.toString(), draft.changed(), draft.leftOut());
  }
}
