package io.scaletest.controlplane.components;

import java.util.EnumSet;
import java.util.Set;

/** A part of the control plane or of the node beside it, in the order of starting. */
public enum Component {
  ETCD("etcd", Role.INDISPENSABLE),
  KUBE_APISERVER("kube-apiserver", Role.INDISPENSABLE),
  KUBE_SCHEDULER("kube-scheduler", Role.OPTIONAL),
  KUBE_CONTROLLER_MANAGER("kube-controller-manager", Role.OPTIONAL),
  SAMPLE_APISERVER("sample-apiserver", Role.OPTIONAL),
  /** The container runtime, a program of the system's. */
  CONTAINERD("containerd", Role.NODE),
  KUBELET("kubelet", Role.NODE);

  private enum Role {
    INDISPENSABLE,
    OPTIONAL,
    NODE
  }

  private final String binaryName;
  private final Role role;

  Component(String binaryName, Role role) {
    this.binaryName = binaryName;
    this.role = role;
  }

  /** Returns the name of its executable, which is also its name to the user. */
  public String binaryName() {
    return binaryName;
  }

  /** Returns whether nothing works without it. */
  public boolean indispensable() {
    return role == Role.INDISPENSABLE;
  }

  /** Returns those of the control plane. */
  public static Set<Component> all() {
    Set<Component> all = EnumSet.allOf(Component.class);
    all.removeIf(component -> component.role == Role.NODE);
    return all;
  }

  @Override
  public String toString() {
    return binaryName;
  }
}
