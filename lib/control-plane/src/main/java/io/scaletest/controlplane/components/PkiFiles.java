package io.scaletest.controlplane.components;

import java.nio.file.Path;

/** Where the certificates, keys and kubeconfigs that components read are, under one folder. */
public record PkiFiles(Path folder) {
  public Path authorityCertificate() {
    return folder.resolve("ca.crt");
  }

  public Path authorityKey() {
    return folder.resolve("ca.key");
  }

  public Path frontProxyAuthorityCertificate() {
    return folder.resolve("front-proxy-ca.crt");
  }

  /** Returns the certificate with this name. */
  public Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  /** Returns the key of the certificate with this name. */
  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  public Path serviceAccountKey() {
    return folder.resolve("service-account.key");
  }

  public Path serviceAccountPublicKey() {
    return folder.resolve("service-account.pub");
  }

  /** Returns the kubeconfig of a component. */
  public Path kubeconfig(Component component) {
    return folder.resolve(component.binaryName() + ".kubeconfig");
  }
}
