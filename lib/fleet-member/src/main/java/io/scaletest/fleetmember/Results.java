package io.scaletest.fleetmember;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The files that a program left in its folder. Safe for use by many threads. */
record Results(Path folder) {
  /**
   * Returns all of them, in the order of their names.
   *
   * @throws IOException if one cannot be read
   */
  List<ResultFile> list() throws IOException {
    List<ResultFile> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && ResultFile.isName(name)) {
          found.add(new ResultFile(name, Files.size(file), sha256(file)));
        }
      }
    }
    return found;
  }

  /**
   * Returns a part of a file, compressed: {@link MemberApi#CHUNK_BYTES}, or what there is from
   * {@code from} on.
   *
   * @param name as {@link #list} has it
   * @throws IOException if there is no such file, or it cannot be read
   */
  byte[] chunk(String name, long from) throws IOException {
    if (!ResultFile.isName(name)) {
      throw new IOException("no such file");
    }
    ByteBuffer read = ByteBuffer.allocate(MemberApi.CHUNK_BYTES);
    try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      file.position(from);
      while (read.hasRemaining() && file.read(read) >= 0) {
        // until the chunk or the file ends
      }
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(read.array(), 0, read.position());
    }
    return compressed.toByteArray();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
