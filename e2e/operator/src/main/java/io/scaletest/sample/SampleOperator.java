package io.scaletest.sample;

import io.javaoperatorsdk.operator.Operator;

/** Runs until it is told to stop. */
public final class SampleOperator {
  private SampleOperator() {}

  public static void main(String[] args) {
    Operator operator = new Operator();
    operator.register(new SiteReconciler());
    operator.installShutdownHook(java.time.Duration.ofSeconds(5));
    operator.start();
  }
}
