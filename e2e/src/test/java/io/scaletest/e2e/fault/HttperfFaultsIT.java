package io.scaletest.e2e.fault;

import io.scaletest.e2e.FreePort;
import io.scaletest.testkit.controlplane.SideBySide;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link FaultsInRunsIT}, of httperf, which is its own server here. */
@SideBySide
@Timeout(300)
class HttperfFaultsIT {
  @TempDir private Path folder;

  /** Work of the connections that throws. */
  private enum Work {
    REQUEST_READ("io.scaletest.httperf.server.BlockServerConnection", "startBlocks"),
    BLOCKS_DUE("io.scaletest.httperf.server.BlockSchedule", "run"),
    BLOCKS_OFFERED("io.scaletest.httperf.server.BlockServerConnection", "offer"),
    HEAD_READ("io.scaletest.httperf.client.BlockExchange", "head"),
    BODY_READ("io.scaletest.httperf.client.BlockExchange", "body"),
    ANSWER_ENDED("io.scaletest.httperf.client.BlockExchange", "end");

    private final ThrowingDebugger.Place place;

    Work(String type, String method) {
      place = new ThrowingDebugger.Place(type, method, 3);
    }
  }

  static List<Arguments> cases() {
    return FaultyRun.eachWithEachFault(Work.values());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRunEndsInOrder(Work work, Class<? extends Throwable> fault) throws Exception {
    String address = "127.0.0.1:" + FreePort.pick();
    try (FaultyRun run =
        new FaultyRun(
            LongRun.HTTPERF,
            work.place,
            fault,
            folder,
            "-listen=" + address,
            "-base-url=https://" + address)) {
      run.assertEndsInOrder();
    }
  }
}
