package io.scaletest.sample;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A custom resource with a text, for which the operator keeps a ConfigMap. */
@Group("sample.scaletest.io")
@Version("v1")
public class Site extends CustomResource<Site.Spec, Site.Status> implements Namespaced {
  /** What the user wants. */
  public static class Spec {
    private String text;

    public String getText() {
      return text;
    }

    public void setText(String newText) {
      text = newText;
    }
  }

  /** What the operator did. */
  public static class Status {
    private String configMap;

    public String getConfigMap() {
      return configMap;
    }

    public void setConfigMap(String name) {
      configMap = name;
    }
  }
}
