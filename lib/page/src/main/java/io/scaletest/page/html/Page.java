package io.scaletest.page.html;

import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page with plots as one HTML text, to be written as UTF-8. It needs no other file, and a
 * content security policy lets only its own style and scripts run, by their hashes. Texts of files
 * are in its data block alone, which is escaped and never parsed as markup.
 */
public final class Page {
  /** uPlot's version, which is part of its files' paths. */
  private static final String UPLOT_VERSION = "1.6.30";

  private static final String UPLOT = "/META-INF/resources/webjars/uplot/" + UPLOT_VERSION + "/";

  /** In the order in which the script has them: each uses those before it. */
  private static final List<String> SCRIPTS =
      List.of(
          "dom.js",
          "run.js",
          "plot.js",
          "heatmap.js",
          "time.js",
          "distribution.js",
          "tables.js",
          "verdict.js",
          "runs.js",
          "trend.js",
          "live.js",
          "main.js");

  private static final Pattern PLACE = Pattern.compile("@([A-Z_]+)@");

  private Page() {}

  /**
   * Returns the page of a report; it takes nothing from the network.
   *
   * @param report JSON of schema {@code scaletest-report}
   * @param plurals what many operations are called, by the word for one
   */
  public static String of(Map<String, Object> report, Map<String, String> plurals) {
    var tree = new LinkedHashMap<>(report);
    tree.put("plurals", JsonTree.asObject(plurals));
    return page(tree, "");
  }

  /**
   * Returns the page of many runs in the order of their time.
   *
   * @param trend JSON of schema {@code scaletest-trend}
   * @param toolVersion of the report
   * @param runsMin fewer runs tell no change
   */
  public static String ofTrend(Map<String, Object> trend, String toolVersion, long runsMin) {
    var tree = new LinkedHashMap<>(trend);
    tree.put("runsMin", runsMin);
    return page(JsonTree.of("trend", tree, "toolVersion", toolVersion), "");
  }

  /**
   * Returns the page of a running run, which takes it from the server that the page came from.
   *
   * @param events where its server-sent events are, relative to the page: each has the name {@code
   *     run} and is such a report of one run, whose lists by column begin at {@code firstColumn};
   *     or {@code idle}, as long as there is no run
   * @param plurals what many operations are called, by the word for one
   */
  public static String live(String events, Map<String, String> plurals) {
    return page(
        JsonTree.of("live", events, "plurals", JsonTree.asObject(plurals)), "; connect-src 'self'");
  }

  private static String page(Map<String, Object> tree, String furtherPolicy) {
    String style =
        Resource.text(UPLOT + "dist/uPlot.min.css").strip() + "\n" + Resource.text("style.css");
    String library =
        "/*\n"
            + Resource.text(UPLOT + "LICENSE").replace("*/", "* /").strip()
            + "\n*/\n"
            + Resource.text(UPLOT + "dist/uPlot.iife.min.js").strip();
    String script = script();
    String policy =
        "default-src 'none'; script-src "
            + hash(library)
            + " "
            + hash(script)
            + "; style-src "
            + hash(style)
            + "; img-src data:; base-uri 'none'; form-action 'none'"
            + furtherPolicy;
    String data = PageData.element(tree);
    return PLACE
        .matcher(Resource.text("template.html"))
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    switch (place.group(1)) {
                      case "POLICY" -> policy;
                      case "STYLE" -> withoutEnd(style, "style");
                      case "LIBRARY" -> withoutEnd(library, "script");
                      case "SCRIPT" -> withoutEnd(script, "script");
                      case "DATA" -> data;
                      case "UPLOT_VERSION" -> UPLOT_VERSION;
                      default -> throw new IllegalStateException(place.group());
                    }));
  }

  /** One function around all files: no name of theirs is global. */
  private static String script() {
    var script = new StringBuilder("(() => {\n'use strict';\n");
    for (String name : SCRIPTS) {
      script.append("\n").append(Resource.text(name));
    }
    return script.append("})();\n").toString();
  }

  /** Returns the text of an element, which nothing in it may end. */
  private static String withoutEnd(String text, String element) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("</" + element) || lower.contains("<!--")) {
      throw new IllegalStateException("ends its own element " + element);
    }
    return text;
  }

  /** Returns a text's source expression in the policy. */
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
