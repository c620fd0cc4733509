package io.scaletest.http2.socket;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;

/** Classifies exceptions of a pipeline: failures of the peer or the network, or faults of code. */
public final class PeerFault {
  private PeerFault() {}

  /** Returns whether an exception ends one connection and says nothing about this program. */
  public static boolean is(Throwable thrown) {
    // A codec wraps whatever it meets, also the faults of the handlers behind it.
    boolean wraps = thrown instanceof CodecException && thrown.getCause() != null;
    Throwable cause = wraps ? thrown.getCause() : thrown;
    return cause instanceof IOException
        || cause instanceof CodecException
        || cause instanceof Http2Exception
        || cause instanceof ChannelException;
  }
}
