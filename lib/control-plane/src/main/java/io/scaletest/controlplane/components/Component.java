package io.scaletest.controlplane.components;

import java.util.EnumSet;
import java.util.Set;

/** A part of the control plane, in the order of starting. */
public enum Component {
  ETCD("etcd", true),
  KUBE_APISERVER("kube-apiserver", true),
  KUBE_SCHEDULER("kube-scheduler", false),
  KUBE_CONTROLLER_MANAGER("kube-controller-manager", false),
  SAMPLE_APISERVER("sample-apiserver", false);

  private final String binaryName;
  private final boolean indispensable;

  Component(String binaryName, boolean indispensable) {
    this.binaryName = binaryName;
    this.indispensable = indispensable;
  }

  /** Returns the name of its executable, which is also its name to the user. */
  public String binaryName() {
    return binaryName;
  }

  /** Returns whether nothing works without it. */
  public boolean indispensable() {
    return indispensable;
  }

  /** Returns all of them. */
  public static Set<Component> all() {
    return EnumSet.allOf(Component.class);
  }

  @Override
  public String toString() {
    return binaryName;
  }
}
