package io.scaletest.hollownode.cli;

import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Thousands of kubelets and kube-proxies in one process, as the control plane sees them. */
@Command(
    name = "hollow-node",
    description =
        "Runs kubelets and kube-proxies without machines, as the control plane sees them.")
public final class HollowNode implements Callable<ExitStatus> {
  @Mixin private KlogOptions klog = new KlogOptions();

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new HollowNode(), arguments));
  }

  @Override
  public ExitStatus call() {
    return CommonExit.OK;
  }
}
