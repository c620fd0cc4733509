package io.scaletest.hollownode.failures;

import io.scaletest.common.text.DurationText;
import io.scaletest.hollownode.kubelet.HollowKubelet;
import io.scaletest.hollownode.node.Alarm;
import io.scaletest.hollownode.node.EventReason;
import io.scaletest.hollownode.node.NodeState;
import io.scaletest.hollownode.node.WorkLoop;
import io.scaletest.hollownode.pod.NewPods;
import io.scaletest.hollownode.pod.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes nodes and pods fail as planned or ordered, at their times, and tells what it did. A node
 * fails in one way at a time, a pod, too: what is planned for one that is not well is skipped, and
 * told. For the thread that holds the loop's lock; nothing blocks.
 */
public final class FailureRun {
  private static final Logger LOG = LoggerFactory.getLogger(FailureRun.class);

  /** Ordered failures that wait for their times, at most. */
  private static final int WAITING_MAX = 100_000;

  private final WorkLoop loop;
  private final FailurePlan rules;
  private final boolean byAnnotation;
  private final Iterator<PlannedFailure> plan;
  private final Map<String, HollowKubelet> kubelets = new HashMap<>();

  /** By the name of the node, or the uid of the pod. */
  private final Map<String, Underway> failing = new HashMap<>();

  private final Consumer<FailureRow> rows;
  private final Alarm alarm;
  private PlannedFailure next;
  private long startNs;
  private long begun;
  private long orders;
  private int waiting;
  private boolean stopped;

  /** The first line of the file of steps, with its end. */
  public static String header() {
    return FailureRow.header();
  }

  /**
   * Returns a run that tells of each step in a line of that file, with its end.
   *
   * @param byAnnotation whether annotations of Nodes are orders
   */
  public static FailureRun of(
      WorkLoop loop, FailurePlan plan, boolean byAnnotation, Consumer<String> lines) {
    return new FailureRun(
        loop,
        plan,
        byAnnotation,
        row -> {
          StringBuilder line = new StringBuilder();
          row.append(line);
          lines.accept(line.toString());
        });
  }

  /**
   * @param byAnnotation whether annotations of Nodes are orders
   * @param rows hears of each step
   */
  FailureRun(WorkLoop loop, FailurePlan plan, boolean byAnnotation, Consumer<FailureRow> rows) {
    this.loop = loop;
    this.rules = plan;
    this.byAnnotation = byAnnotation;
    this.startNs = loop.nowNs();
    this.plan = plan.failures();
    this.rows = rows;
    this.alarm = loop.alarm(this::beginDue);
  }

  /** Adds a node that may fail. */
  public void add(HollowKubelet kubelet) {
    kubelets.put(kubelet.name(), kubelet);
    if (byAnnotation) {
      kubelet.onFailureAnnotation(text -> orderedByAnnotation(kubelet, text));
    }
  }

  private void orderedByAnnotation(HollowKubelet kubelet, String yaml) {
    if (yaml.isBlank()) {
      return; // taken away, which ends nothing
    }
    try {
      take(rules.ordered(yaml, ++orders, kubelet.context().node()));
    } catch (IllegalArgumentException e) {
      LOG.warn("node {}: {}: {}", kubelet.name(), HollowKubelet.FAILURE_ANNOTATION, e.getMessage());
      kubelet.context().event(EventReason.INVALID_ANNOTATION, e.getMessage());
    }
  }

  /**
   * Takes an order of failures, as a pools file has them, with times from now on.
   *
   * @return what will be done, for people
   * @throws IllegalArgumentException one line that says what is wrong; then nothing is done
   */
  public String order(String yaml) {
    List<PlannedFailure> planned = rules.ordered(yaml, orders + 1);
    take(planned);
    orders++;
    return FailurePlanText.of(planned);
  }

  private void take(List<PlannedFailure> ordered) {
    if (stopped) {
      throw new IllegalArgumentException("the run ends");
    }
    if (waiting + ordered.size() > WAITING_MAX) {
      throw new IllegalArgumentException("more than " + WAITING_MAX + " failures wait already");
    }
    long sinceStartNs = loop.nowNs() - startNs;
    for (PlannedFailure failure : ordered) {
      waiting++;
      loop.schedule(
          failure.atNs(),
          () -> {
            waiting--;
            if (!stopped) {
              begin(failure.later(sinceStartNs));
            }
          });
    }
  }

  /** All nodes are ready: the plan begins. */
  public void start() {
    startNs = loop.nowNs();
    planNext();
  }

  /** The run ends: nothing fails any more, and what has failed stays so. */
  public void stop() {
    stopped = true;
    alarm.cancel();
    failing.values().forEach(Underway::release);
    failing.clear();
  }

  /** Returns how many failures have begun. */
  public long begun() {
    return begun;
  }

  private void planNext() {
    if (plan.hasNext()) {
      next = plan.next();
      alarm.set(startNs + next.atNs());
    } else {
      next = null;
    }
  }

  private void beginDue(long nowNs) {
    while (next != null && startNs + next.atNs() <= nowNs) {
      begin(next);
      planNext();
    }
  }

  private void begin(PlannedFailure planned) {
    if (planned.rule().failure() instanceof PodFailure failure) {
      beginPods(planned, failure);
    } else if (planned.rule().failure() instanceof NodeFailure failure) {
      planned.nodes().forEach(node -> beginNode(planned, failure, node));
    } else if (planned.rule().failure() instanceof NewPodTrouble failure) {
      planned.nodes().forEach(node -> beginNewPods(planned, failure, node));
    }
  }

  private void beginNode(PlannedFailure planned, NodeFailure failure, String node) {
    HollowKubelet kubelet = kubelets.get(node);
    if (kubelet == null) {
      tell(planned, node, "", "skipped", "it has no kubelet");
      return;
    }
    if (isFailing(planned, node, node, "")) {
      return;
    }
    NodeState state = kubelet.context().states().state();
    if (state != NodeState.UP) {
      tell(planned, node, "", "skipped", "the node is " + state);
      return;
    }
    begin(planned, node, new FailingNode(kubelet, failure, loop, endNs(planned)));
  }

  private void beginNewPods(PlannedFailure planned, NewPodTrouble failure, String node) {
    HollowKubelet kubelet = kubelets.get(node);
    String key = node + "/" + planned.rule().kind().word(); // a node may fail beside it
    if (kubelet == null) {
      tell(planned, node, "", "skipped", "it has no kubelet");
    } else if (!isFailing(planned, key, node, "")) {
      PodChoice choice = planned.rule().pods().orElseThrow();
      NewPods coming =
          new NewPods(
              failure.fault(),
              choice.selector(),
              choice.amount().part(),
              planned.drawSeed(),
              pod -> tell(planned, node, pod, "begin", ""));
      begin(planned, key, new NodeOfNewPods(kubelet, coming));
    }
  }

  private void beginPods(PlannedFailure planned, PodFailure failure) {
    PodChoice choice = planned.rule().pods().orElseThrow();
    List<PodOnNode> there = new ArrayList<>();
    for (String node : planned.nodes()) {
      HollowKubelet kubelet = kubelets.get(node);
      if (kubelet != null && kubelet.context().states().state().hasKubelet()) {
        for (PodView pod : kubelet.pods().selected(choice.selector())) {
          there.add(new PodOnNode(kubelet, pod));
        }
      }
    }
    if (there.isEmpty()) {
      String node = planned.nodes().size() == 1 ? planned.nodes().get(0) : "";
      tell(planned, node, "", "skipped", "there is no such pod");
    }
    for (PodOnNode pod : choice.draw(there, PodOnNode::name, planned.drawSeed())) {
      String uid = pod.view().uid();
      if (!isFailing(planned, uid, pod.kubelet().name(), pod.name())) {
        begin(planned, uid, new FailingPod(pod.kubelet(), uid, pod.name(), failure));
      }
    }
  }

  private record PodOnNode(HollowKubelet kubelet, PodView view) {
    String name() {
      return view.namespace() + "/" + view.name();
    }
  }

  /** Tells whether it fails already, and tells of that. */
  private boolean isFailing(PlannedFailure planned, String key, String node, String pod) {
    Underway other = failing.get(key);
    if (other != null) {
      String word = other.planned.rule().kind().word();
      tell(planned, node, pod, "skipped", "under way: " + word);
    }
    return other != null;
  }

  private void begin(PlannedFailure planned, String key, Victim victim) {
    begun++;
    tell(planned, victim.node(), victim.pod(), "begin", detail(planned));
    if (planned.rule().kind().isMomentary()) {
      victim.begin();
      victim.release(); // else each keeps a place in the timetable, for the whole run
      return;
    }
    Underway underway = new Underway(planned, key, victim);
    failing.put(key, underway);
    victim.begin();
    underway.setEnd(endNs(planned));
  }

  private static String detail(PlannedFailure planned) {
    String length =
        planned.lengthNs().isPresent()
            ? "for " + DurationText.elapsed(planned.lengthNs().getAsLong())
            : planned.rule().kind().isMomentary() ? "" : "for good";
    String more = planned.rule().failure().detail();
    return length.isEmpty() || more.isEmpty() ? length + more : length + ", " + more;
  }

  private long endNs(PlannedFailure planned) {
    return planned.lengthNs().isPresent()
        ? loop.nowNs() + planned.lengthNs().getAsLong()
        : Long.MAX_VALUE;
  }

  private void tell(PlannedFailure planned, String node, String pod, String step, String detail) {
    HollowKubelet kubelet = kubelets.get(node);
    rows.accept(
        new FailureRow(
            loop.wallClock().epochMillisAt(loop.nowNs()),
            node,
            kubelet == null ? planned.pool() : kubelet.context().node().pool().name(),
            planned.rule().kind().word(),
            step,
            TimeUnit.NANOSECONDS.toMillis(planned.atNs()),
            detail,
            pod));
  }

  /** A failure that has begun and is not over. */
  private final class Underway {
    private final PlannedFailure planned;
    private final String key;
    private final Victim victim;
    private final Alarm end;

    Underway(PlannedFailure planned, String key, Victim victim) {
      this.planned = planned;
      this.key = key;
      this.victim = victim;
      this.end = loop.alarm(this::end);
    }

    void setEnd(long endNs) {
      if (endNs != Long.MAX_VALUE) {
        end.set(endNs);
      }
    }

    private void end(long nowNs) {
      failing.remove(key);
      String detail = victim.end();
      release();
      tell(planned, victim.node(), victim.pod(), "end", detail);
    }

    void release() {
      end.release();
      victim.release();
    }
  }
}
