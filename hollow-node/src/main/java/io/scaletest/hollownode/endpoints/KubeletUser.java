package io.scaletest.hollownode.endpoints;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who makes a request. Immutable.
 *
 * @param uid empty where the authenticator gives none
 */
record KubeletUser(String name, String uid, List<String> groups) {
  /** What the API server adds to everybody whom it knows. */
  static final String AUTHENTICATED = "system:authenticated";

  /** Returns the user whom a verified certificate names: common name and organisations. */
  static KubeletUser of(X509Certificate certificate) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          name = part.getValue().toString();
        } else if (part.getType().equalsIgnoreCase("O")) {
          groups.add(part.getValue().toString());
        }
      }
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("the certificate's subject cannot be read", e);
    }
    groups.add(AUTHENTICATED);
    return new KubeletUser(name, "", List.copyOf(groups));
  }
}
