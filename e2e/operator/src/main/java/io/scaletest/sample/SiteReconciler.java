package io.scaletest.sample;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** Keeps a ConfigMap for each Site. */
@ControllerConfiguration
public class SiteReconciler implements Reconciler<Site> {
  @Override
  public UpdateControl<Site> reconcile(Site site, Context<Site> context) {
    String name = site.getMetadata().getName() + "-text";
    String namespace = site.getMetadata().getNamespace();
    ConfigMap wanted =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .addToData("text", site.getSpec().getText())
            .build();
    if (context.getClient().configMaps().inNamespace(namespace).withName(name).get() == null) {
      context.getClient().resource(wanted).create();
    }
    if (site.getStatus() != null && name.equals(site.getStatus().getConfigMap())) {
      return UpdateControl.noUpdate();
    }
    Site.Status status = new Site.Status();
    status.setConfigMap(name);
    site.setStatus(status);
    return UpdateControl.patchStatus(site);
  }
}
