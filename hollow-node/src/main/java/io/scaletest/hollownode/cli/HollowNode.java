package io.scaletest.hollownode.cli;

import io.scaletest.common.cli.BuildVersion;
import io.scaletest.common.cli.KlogOptions;
import io.scaletest.common.cli.OptionsAnywhere;
import io.scaletest.common.cli.ToolMain;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.hollownode.proxy.ProxyOptions;
import io.scaletest.kube.names.ScaletestNames;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Thousands of kubelets and kube-proxies in one process, as the control plane sees them. */
@Command(
    name = "hollow-node",
    description = "Runs kubelets and kube-proxies without machines, as a control plane sees them.")
public final class HollowNode implements Callable<ExitStatus>, OptionsAnywhere {
  @Mixin private KubemarkOptions kubemark = new KubemarkOptions();
  @Mixin private FleetOptions fleet = new FleetOptions();
  @Mixin private ProxyOptions proxy = new ProxyOptions();
  @Mixin private RunNameOptions run = new RunNameOptions();
  @Mixin private KlogOptions klog = new KlogOptions();

  public static void main(String[] arguments) {
    System.exit(ToolMain.execute(new HollowNode(), arguments));
  }

  @Override
  public ExitStatus call() throws InterruptedException {
    FleetPlan unnamed = fleet.plan(kubemark);
    if (fleet.showPlan()) {
      System.out.print(unnamed.failures().text(unnamed.nodes().size(), fleet.duration()));
      return CommonExit.OK;
    }
    WallClock wallClock = WallClock.anchoredTo(Ticker.system());
    fleet.identity().requireOpenFiles(kubemark.files(), unnamed.clientNodes());
    RunName name = run.name(wallClock);
    FleetPlan plan = unnamed.ofRun(ScaletestNames.runLabels(name.id()));
    String version = BuildVersion.of(HollowNode.class);
    StopSignal stop = StopSignal.onSignals();
    return new HollowRun(plan, kubemark, fleet, proxy, name, version, wallClock, stop).run();
  }
}
