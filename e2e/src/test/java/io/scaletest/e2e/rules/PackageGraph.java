package io.scaletest.e2e.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of our packages imports which. */
final class PackageGraph {
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(io\\.scaletest\\.[a-z.]+[a-z])\\.[A-Z]");

  private final Map<String, Set<String>> imports = new TreeMap<>();

  void add(SourceFile file) {
    Matcher name = PACKAGE.matcher(file.code());
    if (!name.find()) {
      return;
    }
    Set<String> imported = imports.computeIfAbsent(name.group(1), key -> new TreeSet<>());
    IMPORT.matcher(file.code()).results().forEach(match -> imported.add(match.group(1)));
    imported.remove(name.group(1));
  }

  /** Returns a way from a package back to itself, if there is any. */
  Optional<List<String>> cycle() {
    var finished = new HashSet<String>();
    for (String start : imports.keySet()) {
      Optional<List<String>> cycle = cycleFrom(start, new ArrayList<>(), finished);
      if (cycle.isPresent()) {
        return cycle;
      }
    }
    return Optional.empty();
  }

  private Optional<List<String>> cycleFrom(String at, List<String> way, Set<String> finished) {
    if (way.contains(at)) {
      var cycle = new ArrayList<>(way.subList(way.indexOf(at), way.size()));
      cycle.add(at);
      return Optional.of(cycle);
    }
    if (finished.contains(at)) {
      return Optional.empty();
    }
    way.add(at);
    for (String next : imports.getOrDefault(at, Set.of())) {
      Optional<List<String>> cycle = cycleFrom(next, way, finished);
      if (cycle.isPresent()) {
        return cycle;
      }
    }
    way.remove(way.size() - 1);
    finished.add(at);
    return Optional.empty();
  }
}
