package io.scaletest.kube.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/**
 * A proxy that tunnels whatever it is asked for to one port of this machine: by CONNECT, by SOCKS5,
 * or, asked for a URL, by passing the connection on as it is. It keeps what it was asked.
 */
final class ScriptedProxy implements AutoCloseable {
  private static final int SOCKS5 = 5;
  private static final int DOMAIN = 3;

  private final ServerSocket listener;
  private final int target;
  private final String refusal;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /**
   * @param target port to tunnel to
   * @param refusal status line to answer each CONNECT with; empty to tunnel
   */
  ScriptedProxy(ServerSocketFactory sockets, int target, String refusal) throws IOException {
    this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.refusal = refusal;
    threads.execute(this::acceptAll);
  }

  String place() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** Returns the lines of what it was asked for, and who asked. */
  List<String> asked() {
    return asked;
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      int first = in.read();
      if (first == SOCKS5) {
        socks(client, in);
      } else {
        http(client, in, first);
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private void http(Socket client, InputStream in, int first) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.write(first);
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    for (String line : text.split("\r\n")) {
      if (line.contains("HTTP/1.1")
          || line.toLowerCase(java.util.Locale.ROOT).startsWith("proxy-")) {
        asked.add(line);
      }
    }
    if (!refusal.isEmpty()) {
      client.getOutputStream().write((refusal + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return;
    }
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      if (text.startsWith("CONNECT")) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        server.getOutputStream().write(head.toByteArray());
      }
      pump(client, server);
    }
  }

  private void socks(Socket client, DataInputStream in) throws IOException {
    OutputStream out = client.getOutputStream();
    byte[] methods = new byte[in.read()];
    in.readFully(methods);
    boolean password = methods.length > 1 || methods[0] == 2;
    out.write(new byte[] {SOCKS5, (byte) (password ? 2 : 0)});
    if (password) {
      in.read();
      String name = text(in);
      asked.add("as " + name + ":" + text(in));
      out.write(new byte[] {1, 0});
    }
    in.skipNBytes(3);
    int kind = in.read();
    String host = kind == DOMAIN ? text(in) : "address " + in.readInt();
    asked.add("socks5 " + host + ":" + in.readUnsignedShort());
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      out.write(new byte[] {SOCKS5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
      pump(client, server);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.read()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void pump(Socket client, Socket server) throws IOException {
    threads.execute(
        () -> {
          try (client;
              server) {
            server.getInputStream().transferTo(client.getOutputStream());
          } catch (IOException e) {
            // One of them has gone.
          }
        });
    client.getInputStream().transferTo(server.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
