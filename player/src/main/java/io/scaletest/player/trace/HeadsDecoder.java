package io.scaletest.player.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads what a {@link HeadsEncoder} wrote, with the bodies that belong to it. */
final class HeadsDecoder {
  private static final EntryKind[] KINDS = EntryKind.values();
  private static final TrafficClass[] TRAFFIC = TrafficClass.values();
  private static final NameOrigin[] ORIGINS = NameOrigin.values();
  private static final PatchType[] PATCHES = PatchType.values();
  private static final SourceDetail[] DETAILS = SourceDetail.values();
  private static final TraceBody.State[] STATES = TraceBody.State.values();

  private final ByteSource in;
  private final ByteSource bodies;
  private final boolean withBodies;

  private String[] texts = {};
  private ResourcePath[] paths = {};
  private Caller[] callers = {};
  private long unitNs;
  private long lastStartNs;
  private long lastVersion;

  /**
   * @param bodies the content of the blocks of bodies before this block
   * @param withBodies whether bodies are read at all
   */
  HeadsDecoder(byte[] content, byte[] bodies, boolean withBodies) {
    this.in = new ByteSource(content);
    this.bodies = new ByteSource(bodies);
    this.withBodies = withBodies;
  }

  /**
   * Returns the entries.
   *
   * @param first the number that the first of them must have
   */
  List<TraceEntry> entries(long first) throws MalformedTraceException {
    long number = in.number();
    if (number != first) {
      throw new MalformedTraceException(
          "begins with entry " + number + " where entry " + first + " should come");
    }
    int count = in.count();
    unitNs = in.number(Format.NS_PER_US);
    texts = new String[in.count()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.text();
    }
    paths = new ResourcePath[in.count()];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = new ResourcePath(text(), text(), text(), text());
    }
    readCallers();
    List<TraceEntry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(entry());
    }
    if (in.left() > 0 || withBodies && bodies.left() > 0) {
      throw new MalformedTraceException("has bytes that belong to no entry");
    }
    return entries;
  }

  private void readCallers() throws MalformedTraceException {
    callers = new Caller[in.count()];
    for (int i = 0; i < callers.length; i++) {
      String user = text();
      String impersonator = text();
      String userAgent = text();
      int count = in.count();
      List<String> groups = new ArrayList<>(count);
      for (int j = 0; j < count; j++) {
        groups.add(text());
      }
      callers[i] = new Caller(user, groups, impersonator, userAgent);
    }
  }

  private TraceEntry entry() throws MalformedTraceException {
    int first = in.one();
    int second = in.one();
    int third = in.one();
    lastStartNs += in.signed() * unitNs;
    long durationNs =
        (first & Format.HAS_DURATION) == 0 ? TraceEntry.UNKNOWN : in.number() * unitNs;
    long lifetimeNs = (first & Format.HAS_LIFETIME) == 0 ? TraceEntry.UNKNOWN : in.number();
    requireTimes(durationNs, lifetimeNs);
    String verb = text();
    ResourcePath resource = one(paths, in.number(Integer.MAX_VALUE));
    Caller caller = one(callers, in.number(Integer.MAX_VALUE));
    String server = text();
    ObjectName object = object(second);
    String query = text();
    Outcome outcome = outcome(third);
    UUID id = (third & Format.HAS_ID) == 0 ? TraceEntry.NO_ID : new UUID(in.fixed(), in.fixed());
    return new TraceEntry(
        one(KINDS, first & Format.KIND_MASK),
        one(TRAFFIC, first >> Format.TRAFFIC_SHIFT & Format.TRAFFIC_MASK),
        lastStartNs,
        durationNs,
        verb,
        resource,
        object,
        query,
        one(PATCHES, second & Format.PATCH_MASK),
        (second & Format.PATCH_INFERRED) != 0,
        caller,
        server,
        outcome,
        one(DETAILS, third >> Format.DETAIL_SHIFT & Format.DETAIL_MASK),
        body(one(STATES, third & Format.BODY_MASK)),
        lifetimeNs,
        id);
  }

  private void requireTimes(long durationNs, long lifetimeNs) throws MalformedTraceException {
    if (lastStartNs < 0 || durationNs < TraceEntry.UNKNOWN || lifetimeNs < TraceEntry.UNKNOWN) {
      throw new MalformedTraceException("has a time that is negative");
    }
  }

  private ObjectName object(int flags) throws MalformedTraceException {
    String namespace = text();
    String name = text();
    String generateName = (flags & Format.HAS_GENERATE_NAME) == 0 ? "" : text();
    NameOrigin origin = one(ORIGINS, flags >> Format.ORIGIN_SHIFT & Format.ORIGIN_MASK);
    return new ObjectName(namespace, name, origin, generateName);
  }

  private Outcome outcome(int flags) throws MalformedTraceException {
    int code = in.number(Integer.MAX_VALUE);
    String uid = (flags & Format.HAS_UID) == 0 ? "" : text();
    if ((flags & Format.HAS_VERSION) == 0) {
      return new Outcome(code, uid, 0);
    }
    lastVersion += in.signed();
    if (lastVersion < 0) {
      throw new MalformedTraceException("has a resourceVersion that is negative");
    }
    return new Outcome(code, uid, lastVersion);
  }

  private TraceBody body(TraceBody.State state) throws MalformedTraceException {
    return switch (state) {
      case NONE -> TraceBody.none();
      case WITHHELD -> TraceBody.withheld();
      case STORED -> {
        int length = in.number(TraceBody.MAX_BYTES);
        yield withBodies ? TraceBody.of(bodies.all(length)) : TraceBody.unread(length);
      }
    };
  }

  private String text() throws MalformedTraceException {
    return one(texts, in.number(Integer.MAX_VALUE));
  }

  private static <T> T one(T[] of, int number) throws MalformedTraceException {
    if (number >= of.length) {
      throw new MalformedTraceException("has number " + number + " of " + of.length);
    }
    return of[number];
  }
}
