package io.scaletest.httperf.socket;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;

/** Classifies exceptions: failures of a peer or the network, and faults of this program. */
public final class PeerFault {
  private PeerFault() {}

  /** Returns whether a pipeline's exception is the end of one connection and no more. */
  public static boolean is(Throwable thrown) {
    // A decoder wraps whatever its handler has thrown.
    boolean wraps = thrown instanceof DecoderException && thrown.getCause() != null;
    Throwable cause = wraps ? thrown.getCause() : thrown;
    return cause instanceof IOException
        || cause instanceof CodecException
        || cause instanceof Http2Exception
        || cause instanceof ChannelException;
  }
}
