package io.scaletest.hollownode.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShellTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private final List<Integer> exits = new ArrayList<>();
  private final Shell shell =
      new Shell(
          loop.eventLoop(),
          "web-0",
          new Shell.Output() {
            @Override
            public void out(byte[] bytes) {
              out.append(new String(bytes, StandardCharsets.UTF_8));
            }

            @Override
            public void err(byte[] bytes) {
              err.append(new String(bytes, StandardCharsets.UTF_8));
            }
          },
          exits::add);

  @AfterEach
  void close() {
    loop.finishAndReleaseAll();
  }

  private void input(String text) {
    shell.input(text.getBytes(StandardCharsets.UTF_8));
  }

  private void script(String text) {
    shell.start(List.of("/bin/sh", "-c", text));
  }

  @Test
  void aCommandRunsAndEnds() {
    shell.start(List.of("echo", "a  b", "c"));
    assertThat(out).hasToString("a  b c\n");
    assertThat(exits).containsExactly(0);
  }

  @Test
  void aScriptGoesOnAfterWhatFailedUnlessItSaysOtherwise() {
    script(
        "false; echo 'one  two'; false && echo no; true && echo yes\nhostname; exit 7; echo never");
    assertThat(out).hasToString("one  two\nyes\nweb-0\n");
    assertThat(exits).containsExactly(7);
  }

  @Test
  void theStatusIsThatOfTheLastCommand() {
    script("cat /nowhere");
    assertThat(err).hasToString("cat: can't open '/nowhere': No such file or directory\n");
    assertThat(exits).containsExactly(1);
  }

  @Test
  void whatThereIsNotIsNotFound() {
    script("rm -rf /");
    assertThat(err).hasToString("sh: rm: not found\n");
    assertThat(exits).containsExactly(127);
    assertThat(Shell.knows(List.of("/usr/bin/rm"))).isFalse();
    assertThat(Shell.knows(List.of("/bin/cat"))).isTrue();
  }

  @Test
  void catCopiesItsInputUntilThatEnds() {
    shell.start(List.of("cat"));
    input("some");
    input(" text");
    assertThat(exits).isEmpty();
    shell.endInput();
    assertThat(out).hasToString("some text");
    assertThat(exits).containsExactly(0);
  }

  @Test
  void aShellWithoutAScriptRunsTheLinesOfItsInput() {
    shell.start(List.of("sh"));
    input("echo o");
    assertThat(out).isEmpty();
    input("ne\nexit 3\n");
    assertThat(out).hasToString("one\n");
    assertThat(exits).containsExactly(3);
  }

  @Test
  void sleepTakesItsTime() {
    loop.freezeTime();
    script("sleep 2; echo awake");
    loop.advanceTimeBy(1_999, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(exits).isEmpty();
    loop.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
    assertThat(out).hasToString("awake\n");
    assertThat(exits).containsExactly(0);
  }
}
