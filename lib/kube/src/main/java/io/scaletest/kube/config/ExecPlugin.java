package io.scaletest.kube.config;

import io.scaletest.common.clock.WallClock;
import io.scaletest.wire.x509.CertificateAndKey;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A credential that a program prints, as the kubeconfig's {@code exec} says. The program is run
 * once while the configuration is loaded. When its credential expires, or the server refuses it, it
 * is run again, on a thread of its own; until that ends, requests go out with what there is.
 *
 * <p>A client certificate that the program gives then takes the place of the earlier one: for new
 * connections, and no request begins on an earlier connection any more.
 */
final class ExecPlugin implements Credential {
  /** A token is renewed when it has so little left; client-go waits until it has expired. */
  private static final long RENEW_BEFORE_SECONDS = 10;

  /** A program that gives what the server refuses is run no more often than this. */
  static final long RERUN_NS = TimeUnit.SECONDS.toNanos(10);

  private final ExecCommand command;
  private final WallClock wallClock;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile ExecCommand.Result result;
  private volatile long lastRunNs;

  /** What the thread threw that ran the program again; null while it threw nothing. */
  private volatile Throwable fault;

  private ExecPlugin(ExecCommand command, WallClock wallClock, ExecCommand.Result result) {
    this.command = command;
    this.wallClock = wallClock;
    this.result = result;
    this.lastRunNs = wallClock.ticker().nanos();
  }

  /** Returns the credential of {@code command}, after a first run. */
  static ExecPlugin start(ExecCommand command, WallClock wallClock) throws ConfigurationException {
    return new ExecPlugin(
        command, wallClock, command.run(wallClock.now(), ControllingTerminal.canAsk()));
  }

  @Override
  public Optional<CertificateAndKey> identity() {
    return result.identity();
  }

  @Override
  public String authorization() {
    Throwable thrown = fault;
    if (thrown != null) {
      // Here, since the sender of a request has a fault handler.
      throw new IllegalStateException("running the exec plugin again: " + thrown, thrown);
    }
    ExecCommand.Result current = result;
    if (!current.expiry().equals(Instant.MAX)) {
      long nowNs = wallClock.ticker().nanos();
      long leftMs = current.expiry().toEpochMilli() - wallClock.epochMillisAt(nowNs);
      if (leftMs < TimeUnit.SECONDS.toMillis(RENEW_BEFORE_SECONDS)) {
        renew(nowNs);
      }
    }
    return current.authorization();
  }

  @Override
  public void refused() {
    renew(wallClock.ticker().nanos());
  }

  private void renew(long nowNs) {
    if (nowNs - lastRunNs < RERUN_NS || !running.compareAndSet(false, true)) {
      return;
    }
    lastRunNs = nowNs;
    Thread thread = new Thread(this::runAgain, "kube-exec-plugin");
    thread.setDaemon(true);
    thread.start();
  }

  private void runAgain() {
    try {
      // Nobody is asked while a run is measured.
      ExecCommand.Result renewed = command.run(wallClock.now(), false);
      Optional<CertificateAndKey> earlier = result.identity();
      result = earlier.equals(renewed.identity()) ? renewed.with(earlier) : renewed;
    } catch (ConfigurationException e) {
      // The requests that the server then refuses say so, each in its row.
    } catch (Throwable thrown) {
      fault = thrown;
    } finally {
      running.set(false);
    }
  }
}
