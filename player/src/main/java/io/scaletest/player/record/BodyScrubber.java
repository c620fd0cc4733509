package io.scaletest.player.record;

import io.scaletest.player.trace.ResourcePath;
import io.scaletest.wire.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Replaces what may be secret in a body by filler of the same length: data of Secrets, tokens,
 * certificates and their requests, keys, values of environment variables, the configuration that
 * kubectl applied last, and values of ConfigMaps. Decides by the place of a value, so that patches
 * of either kind are scrubbed as whole objects are. For one thread.
 */
final class BodyScrubber {
  private static final String SECRET = "Secret";
  private static final String CONFIG_MAP = "ConfigMap";
  private static final String SIGNING_REQUEST = "CertificateSigningRequest";

  private static final Map<String, String> KINDS =
      Map.of(
          "/secrets", SECRET,
          "/configmaps", CONFIG_MAP,
          "certificates.k8s.io/certificatesigningrequests", SIGNING_REQUEST);

  /** Names, in lower case and without dashes and underscores, whose values are secret anywhere. */
  private static final Set<String> SECRET_NAMES =
      Set.of(
          "token",
          "bearertoken",
          "accesstoken",
          "refreshtoken",
          "idtoken",
          "password",
          "passwd",
          "passphrase",
          "secretkey",
          "secretaccesskey",
          "accesskey",
          "accesskeyid",
          "apikey",
          "privatekey",
          "clientsecret",
          "clientkeydata",
          "clientcertificatedata",
          "certificateauthoritydata",
          "cabundle",
          "tls.crt",
          "tls.key",
          "ca.crt",
          "certificate",
          "authorization",
          "userdata",
          "userdatabase64",
          "networkdata",
          "networkdatabase64");

  private static final String PEM = "-----BEGIN ";

  /** The same in base64. */
  private static final String PEM_BASE64 = "LS0tLS1CRUdJTi";

  /** A JSON object's beginning in base64, of which a signed token has two. */
  private static final String TOKEN_BEGINNING = "eyJ";

  private static final Pattern SECRET_OPTION =
      Pattern.compile("(?i)(passw|token|secret|api-?key|credential)[^=]*=");

  private static final String LAST_APPLIED = "last-applied";
  private static final int BASE64_GROUP = 4;

  private final boolean keepValues;
  private final List<String> path = new ArrayList<>();
  private String kind = "";
  private long scrubbed;

  /**
   * @param keepValues whether values of ConfigMaps and of environment variables stay
   */
  BodyScrubber(boolean keepValues) {
    this.keepValues = keepValues;
  }

  /** Returns how many values were replaced. */
  long scrubbed() {
    return scrubbed;
  }

  /** Returns the body, an object or a patch, changed in place. */
  Object scrub(ResourcePath resource, Object body) {
    path.clear();
    kind = KINDS.getOrDefault(resource.group() + "/" + resource.resource(), "");
    if (body instanceof List<?> operations) {
      for (Object each : operations) {
        if (each instanceof Map<?, ?> operation) {
          operation(JsonTree.asObject(operation));
        }
      }
      return body;
    }
    return value(body);
  }

  /** Scrubs an operation of a JSON patch as if its value stood where it is put. */
  private void operation(Map<String, Object> operation) {
    path.clear();
    for (String segment : JsonTree.string(operation, "path").split("/")) {
      if (!segment.isEmpty()) {
        path.add(segment.replace("~1", "/").replace("~0", "~"));
      }
    }
    if (operation.containsKey("value")) {
      operation.put("value", value(operation.get("value")));
    }
    path.clear();
  }

  private Object value(Object value) {
    if (value instanceof Map<?, ?> map) {
      object(JsonTree.asObject(map));
      return value;
    }
    if (value instanceof List<?> list) {
      List<Object> elements = JsonTree.asList(list);
      for (int i = 0; i < elements.size(); i++) {
        path.add(Integer.toString(i));
        elements.set(i, value(elements.get(i)));
        path.remove(path.size() - 1);
      }
      return value;
    }
    if (value instanceof String text && isSecret(text)) {
      scrubbed++;
      return filler(text);
    }
    return value;
  }

  private void object(Map<String, Object> object) {
    String outerKind = kind;
    List<String> outerPath = List.of();
    if (object.get("kind") instanceof String named && KINDS.containsValue(named)) {
      // An object in an object: what is in it has its place in that one.
      kind = named;
      outerPath = List.copyOf(path);
      path.clear();
    }
    for (Map.Entry<String, Object> member : object.entrySet()) {
      path.add(member.getKey());
      member.setValue(value(member.getValue()));
      path.remove(path.size() - 1);
    }
    kind = outerKind;
    path.addAll(0, outerPath);
  }

  private boolean isSecret(String text) {
    if (text.isEmpty() || path.isEmpty()) {
      return isSecretText(text);
    }
    String first = path.get(0);
    String last = path.get(path.size() - 1);
    boolean ofKind =
        switch (kind) {
          case SECRET -> first.equals("data") || first.equals("stringData");
          case CONFIG_MAP -> !keepValues && (first.equals("data") || first.equals("binaryData"));
          case SIGNING_REQUEST -> last.equals("request") || last.equals("certificate");
          default -> false;
        };
    return ofKind
        || last.contains(LAST_APPLIED)
        || !keepValues && isVariable(last)
        || isOption(text)
        || isSecretName(last)
        || isSecretText(text);
  }

  /** Returns whether the place is {@code env/0/value}. */
  private boolean isVariable(String last) {
    return last.equals("value") && path.size() >= 3 && path.get(path.size() - 3).equals("env");
  }

  /** Returns whether the text is a word of a command line that sets something secret. */
  private boolean isOption(String text) {
    if (path.size() < 2) {
      return false;
    }
    String list = path.get(path.size() - 2);
    return (list.equals("args") || list.equals("command")) && SECRET_OPTION.matcher(text).find();
  }

  private static boolean isSecretName(String name) {
    return SECRET_NAMES.contains(name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", ""));
  }

  private static boolean isSecretText(String text) {
    return text.contains(PEM)
        || text.contains(PEM_BASE64)
        || text.startsWith(TOKEN_BEGINNING) && text.indexOf(".eyJ") > 0;
  }

  /** Returns text of as many bytes, which is base64 if the text may be. */
  private static String filler(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    boolean base64 =
        length % BASE64_GROUP == 0
            && text.chars()
                .allMatch(
                    c ->
                        c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '+'
                            || c == '/'
                            || c == '=');
    return (base64 ? "A" : "x").repeat(length);
  }
}
