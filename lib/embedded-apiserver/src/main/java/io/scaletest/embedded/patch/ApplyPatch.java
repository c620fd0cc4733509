package io.scaletest.embedded.patch;

import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Server-side apply: merges the fields that a manager sets, removes those that it set before and no
 * longer does, and refuses to change what another manager applied unless it is forced to.
 *
 * <p>Less than kube-apiserver's: only managers that apply own fields, values are not converted
 * between versions, and lists without a merge key belong to one manager as a whole.
 *
 * @param manager the name of the field manager
 * @param force whether to take fields over from others
 * @param keyed whether lists of the kind are merged by their elements' keys
 * @param subresource where to; empty for the object itself
 */
public record ApplyPatch(String manager, boolean force, boolean keyed, String subresource) {
  private static final String MANAGED_FIELDS = "managedFields";
  private static final String FIELDS = "fieldsV1";

  /** Fields that managers disagree about; the message is kube-apiserver's. */
  public static final class ConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    ConflictException(Map<String, List<String>> pathsByManager) {
      super(text(pathsByManager));
    }

    private static String text(Map<String, List<String>> pathsByManager) {
      int count = pathsByManager.values().stream().mapToInt(List::size).sum();
      StringBuilder text = new StringBuilder("Apply failed with " + count);
      text.append(count == 1 ? " conflict: " : " conflicts: ");
      String separator = "";
      for (Map.Entry<String, List<String>> each : pathsByManager.entrySet()) {
        text.append(separator);
        boolean one = each.getValue().size() == 1;
        text.append(one ? "conflict with \"" : "conflicts with \"").append(each.getKey());
        text.append("\":");
        if (one) {
          text.append(' ').append(each.getValue().get(0));
        } else {
          each.getValue().forEach(path -> text.append("\n- ").append(path));
        }
        separator = "\n";
      }
      return text.toString();
    }
  }

  /**
   * Changes {@code present} as {@code wanted} says.
   *
   * @param now the time for {@code managedFields}
   */
  public void apply(Map<String, Object> present, Map<String, Object> wanted, String now)
      throws PatchException, ConflictException {
    Map<String, Object> set = FieldSets.of(wanted, keyed);
    Map<String, Object> metadata = JsonTree.ownChild(present, "metadata");
    List<Object> entries = new ArrayList<>(JsonTree.list(metadata, MANAGED_FIELDS));
    Map<String, Object> dropped = new LinkedHashMap<>();
    Map<String, Object> changed = FieldSets.differing(set, present, wanted);
    Map<String, List<String>> opponents = new TreeMap<>();
    for (Object each : List.copyOf(entries)) {
      Map<String, Object> entry = JsonTree.asObject((Map<?, ?>) each);
      Map<String, Object> owned = JsonTree.child(entry, FIELDS);
      if (isOwn(entry)) {
        dropped = JsonTree.copyObject(owned);
        entries.remove(each);
      } else {
        Map<String, Object> disputed = FieldSets.common(changed, owned);
        if (!disputed.isEmpty()) {
          opponents.put(JsonTree.string(entry, "manager"), FieldSets.paths(disputed));
          FieldSets.subtract(owned, disputed);
        }
      }
    }
    if (!opponents.isEmpty() && !force) {
      throw new ConflictException(opponents);
    }
    entries.removeIf(each -> JsonTree.child(JsonTree.asObject((Map<?, ?>) each), FIELDS).isEmpty());
    FieldSets.subtract(dropped, set);
    for (Object each : entries) {
      FieldSets.subtract(dropped, JsonTree.child(JsonTree.asObject((Map<?, ?>) each), FIELDS));
    }
    FieldSets.remove(dropped, present);
    merge(present, wanted);
    entries.add(entry(wanted, set, now));
    JsonTree.ownChild(present, "metadata").put(MANAGED_FIELDS, entries);
  }

  private void merge(Map<String, Object> present, Map<String, Object> wanted)
      throws PatchException {
    Map<String, Object> patch = JsonTree.copyObject(wanted);
    JsonTree.child(patch, "metadata").remove(MANAGED_FIELDS);
    if (keyed) {
      StrategicMergePatch.apply(present, patch);
    } else {
      MergePatch.apply(present, patch);
    }
  }

  private boolean isOwn(Map<String, Object> entry) {
    return JsonTree.string(entry, "manager").equals(manager)
        && JsonTree.string(entry, "operation").equals("Apply")
        && JsonTree.string(entry, "subresource").equals(subresource);
  }

  private Map<String, Object> entry(
      Map<String, Object> wanted, Map<String, Object> set, String now) {
    Map<String, Object> entry =
        JsonTree.of(
            "manager",
            manager,
            "operation",
            "Apply",
            "apiVersion",
            JsonTree.string(wanted, "apiVersion"),
            "time",
            now,
            "fieldsType",
            "FieldsV1",
            FIELDS,
            set);
    if (!subresource.isEmpty()) {
      entry.put("subresource", subresource);
    }
    return entry;
  }
}
