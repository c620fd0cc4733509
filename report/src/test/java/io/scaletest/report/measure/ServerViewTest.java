package io.scaletest.report.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.scaletest.report.input.LeftOut;
import io.scaletest.report.input.ServerMetricsFile;
import io.scaletest.report.model.ServerFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two scrapes of an API server's metrics tell of the time between them. */
class ServerViewTest {
  @TempDir private Path folder;
  private int files;

  /** A scrape of a process that began at some time, of which nothing is said where that is 0. */
  private ServerMetricsFile scrape(int started, int posts, double seconds) throws IOException {
    String labels = "{verb=\"POST\",resource=\"configmaps\",scope=\"resource\"";
    StringBuilder text = new StringBuilder();
    for (String metric :
        List.of("apiserver_request_duration_seconds", "apiserver_request_sli_duration_seconds")) {
      text.append(metric).append("_bucket").append(labels).append(",le=\"0.005\"} ");
      text.append(posts).append('\n');
      text.append(metric).append("_bucket").append(labels).append(",le=\"+Inf\"} ");
      text.append(posts).append('\n');
      text.append(String.format(Locale.ROOT, "%s_sum%s} %f%n", metric, labels, seconds));
      text.append(String.format(Locale.ROOT, "%s_count%s} %d%n", metric, labels, posts));
    }
    if (started > 0) {
      text.append("process_start_time_seconds 1.79608").append(started).append("e+09\n");
    }
    LeftOut leftOut = new LeftOut();
    ServerMetricsFile read =
        ServerMetricsFile.read(Files.writeString(folder.resolve(++files + ".prom"), text), leftOut);
    assertThat(leftOut.count()).isZero();
    return read;
  }

  private static double figure(List<ServerFigure> figures, String name) {
    return figures.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void theDifferenceIsWhatHappenedInBetweenInWhicheverOrderTheyCome() throws IOException {
    ServerMetricsFile before = scrape(1, 100, 1);
    ServerMetricsFile after = scrape(1, 300, 1.5);
    for (List<ServerMetricsFile> scrapes :
        List.of(List.of(before, after), List.of(after, before))) {
      List<ServerFigure> figures = new ServerView(scrapes).figures(List.of());
      assertThat(figure(figures, "request POST configmaps count")).isEqualTo(200);
      assertThat(figure(figures, "request POST configmaps mean")).isEqualTo(2.5);
      assertThat(new ServerView(scrapes).slis()).singleElement().matches(sli -> sli.count() == 200);
    }
  }

  @Test
  void aServerThatWasStartedAnewInBetweenTellsNothingOfTheWhole() throws IOException {
    for (ServerMetricsFile after : List.of(scrape(2, 300, 1.5), scrape(2, 20, 0.1))) {
      List<ServerMetricsFile> scrapes = List.of(scrape(1, 100, 1), after);
      assertThat(new ServerView(scrapes).unknown())
          .hasValueSatisfying(why -> assertThat(why).contains("more than one process"));
      assertThat(new ServerView(scrapes).figures(List.of())).isEmpty();
      assertThat(new ServerView(scrapes).slis()).isEmpty();
    }
  }

  @Test
  void aCounterOrASumThatFellTellsThatToo() throws IOException {
    ServerMetricsFile some = scrape(0, 100, 1);
    assertThat(scrape(0, 100, 1).continues(some)).isTrue();
    assertThat(scrape(0, 90, 1).continues(some)).isFalse();
    // More requests in less time: by their number alone it would be the later one.
    assertThat(new ServerView(List.of(some, scrape(0, 110, 0.5))).unknown())
        .hasValueSatisfying(why -> assertThat(why).contains("more than one process"));
  }
}
