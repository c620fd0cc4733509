package io.scaletest.fleetmember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MessagesTest {
  @Test
  void aPlanReadsAsItWasWritten() {
    MemberPlan driver = new MemberPlan("t", 9390, 60, 3600, "", List.of("/cmdriver", "--n=1 2"));
    MemberPlan logger = new MemberPlan("t", 9390, 60, 3600, "; watching", List.of("/cm-logger"));

    assertThat(MemberPlan.parse(driver.format())).isEqualTo(driver);
    assertThat(MemberPlan.parse(logger.format())).isEqualTo(logger);
    assertThat(driver.gated()).isTrue();
    assertThat(logger.gated()).isFalse();
  }

  @Test
  void aPlanOfSeveralLinesOrNoneIsRefused() {
    MemberPlan lines = new MemberPlan("t", 1, 1, 1, "", List.of("/x", "a\nb"));

    assertThatThrownBy(lines::format).hasMessage("word: must be one line");
    assertThatThrownBy(() -> MemberPlan.parse("")).hasMessage("token: must be there once, got 0");
    assertThatThrownBy(() -> new MemberPlan("t", 1, 1, 1, "", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStatusReadsAsItWasWritten() {
    MemberStatus running =
        new MemberStatus(MemberStatus.State.STARTED, 1_795_933_243_000_000_001L, none(), "");
    MemberStatus ended =
        new MemberStatus(MemberStatus.State.ENDED, 5, OptionalInt.of(137), "its last line");

    assertThat(MemberStatus.parse(running.format())).isEqualTo(running);
    assertThat(MemberStatus.parse(ended.format())).isEqualTo(ended);
    assertThatThrownBy(() -> MemberStatus.parse("<html>"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static OptionalInt none() {
    return OptionalInt.empty();
  }

  @Test
  void noResultHasANameThatLeadsOutOfItsFolder() {
    ResultFile file = new ResultFile("run-0-driver.csv", 12, "ab");

    assertThat(ResultFile.parse(file.format() + file.format())).containsExactly(file, file);
    assertThatThrownBy(() -> ResultFile.parse("ab 12 ../x\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResultFile.parse("ab 12 .hidden\n"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ResultFile.parse("not found\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
