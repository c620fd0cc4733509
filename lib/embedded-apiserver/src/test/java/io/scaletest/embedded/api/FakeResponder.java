package io.scaletest.embedded.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.watch.EventSink;
import io.scaletest.embedded.watch.Watch;
import io.scaletest.embedded.watch.WatchLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a request comes to. */
final class FakeResponder implements Responder, EventSink {
  private final WatchLoop watches;
  final List<Answer> answers = new ArrayList<>();
  final StringBuilder lines = new StringBuilder();
  final List<Long> delaysNs = new ArrayList<>();
  int streams;
  int resets;
  int ends;
  Watch watch;

  FakeResponder(WatchLoop watches) {
    this.watches = watches;
  }

  @Override
  public void answer(Answer answer) {
    answers.add(answer);
  }

  String body() {
    return new String(answers.get(0).body(), StandardCharsets.UTF_8);
  }

  @Override
  public EventSink beginStream(String contentType) {
    streams++;
    return this;
  }

  @Override
  public void fedBy(Watch newWatch) {
    watch = newWatch;
  }

  @Override
  public void reset() {
    resets++;
  }

  @Override
  public void later(long delayNs, Runnable task) {
    delaysNs.add(delayNs);
    task.run();
  }

  @Override
  public WatchLoop watches() {
    return watches;
  }

  @Override
  public ByteBufAllocator allocator() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void send(ByteBuf buffer) {
    lines.append(buffer.toString(StandardCharsets.UTF_8));
    buffer.release();
  }

  @Override
  public void end() {
    ends++;
  }
}
