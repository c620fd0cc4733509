package io.scaletest.player.imports;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.scaletest.common.exit.ToolException;
import io.scaletest.wire.json.JsonSequence;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A file with a table: CSV, with its columns' names or without, or JSON, an object a row; plain or
 * gzip. Its rows are read one by one.
 */
final class TableFile {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int PEEKED_BYTES = 64 << 10;

  private final Path file;
  private final Table table;

  /** Takes rows. */
  interface Taker {
    void row(Row row, long line) throws IOException;
  }

  private TableFile(Path file, Table table) {
    this.file = file;
    this.table = table;
  }

  Path file() {
    return file;
  }

  Table table() {
    return table;
  }

  /**
   * Finds out which table a file has.
   *
   * @throws ToolException a usage error, if it is none of them
   */
  static TableFile of(Path file, List<Table> tables) throws IOException {
    List<String> first = isJson(file) ? firstNames(file) : firstFields(file);
    Optional<Table> table = tables.stream().filter(each -> each.fits(first)).findFirst();
    if (table.isEmpty()) {
      List<String> wanted = new ArrayList<>();
      for (Table each : tables) {
        wanted.add(
            each.name()
                + (each.header()
                    ? " with columns " + String.join(", ", each.columns())
                    : " of " + each.columns().size() + " columns without their names"));
      }
      throw ToolException.usage(file + ": must be " + String.join(", or ", wanted));
    }
    return new TableFile(file, table.get());
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      raw.mark(2);
      boolean zipped = (raw.read() << Byte.SIZE | raw.read()) == GZIP_MAGIC;
      raw.reset();
      return zipped
          ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
          : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static boolean isJson(Path file) throws IOException {
    try (InputStream in = open(file)) {
      int first = in.read();
      while (first >= 0 && Character.isWhitespace(first)) {
        first = in.read();
      }
      return first == '{' || first == '[';
    }
  }

  private static List<String> firstNames(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      json(
          file,
          (row, number) -> {
            names.addAll(row.keySet());
            throw new EndOfPeeking();
          });
    } catch (EndOfPeeking e) {
      return names;
    } catch (MalformedJsonException e) {
      return List.of();
    }
    return names;
  }

  /** The first row was read, and no more is wanted. */
  private static final class EndOfPeeking extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static List<String> firstFields(Path file) throws IOException {
    try (InputStream in = open(file)) {
      String text = new String(peeked(in), StandardCharsets.UTF_8);
      try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(text);
          CloseableIterator<CsvRecord> records = csv.iterator()) {
        return records.hasNext() ? fields(records.next()) : List.of();
      }
    } catch (CsvParseException e) {
      return List.of();
    }
  }

  /** Returns the first bytes, up to where the file is cut: that is met again, and told. */
  private static byte[] peeked(InputStream in) {
    byte[] bytes = new byte[PEEKED_BYTES];
    int count = 0;
    try {
      for (int next = in.read(); next >= 0 && count < bytes.length; next = in.read()) {
        bytes[count++] = (byte) next;
      }
    } catch (IOException e) {
      return Arrays.copyOf(bytes, count);
    }
    return Arrays.copyOf(bytes, count);
  }

  private static List<String> fields(CsvRecord record) {
    return record.getFields().stream().map(String::strip).toList();
  }

  /**
   * Reads all rows.
   *
   * @param broken takes what is no row
   */
  void read(BrokenRows broken, Taker taker) throws IOException {
    if (isJson(file)) {
      long[] last = {0};
      try {
        json(
            file,
            (object, number) -> {
              last[0] = number;
              taker.row(new Row(column -> at(object, column)), number);
            });
      } catch (MalformedJsonException e) {
        broken.add(file.toString(), "no JSON, where reading ends", last[0] + 1);
      }
    } else {
      csv(broken, taker);
    }
  }

  private void csv(BrokenRows broken, Taker taker) throws IOException {
    long line = 0;
    try (BufferedReader text =
            new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8));
        CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text);
        CloseableIterator<CsvRecord> records = csv.iterator()) {
      List<String> names = table.columns();
      if (table.header() && records.hasNext()) {
        names = fields(records.next());
      }
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        places.putIfAbsent(names.get(i), i);
      }
      while (records.hasNext()) {
        CsvRecord record = records.next();
        line = record.getStartingLineNumber();
        if (record.getFieldCount() == names.size()) {
          taker.row(new Row(column -> field(record, places.get(column))), line);
        } else {
          broken.add(file.toString(), "not " + names.size() + " columns", line);
        }
      }
    } catch (CsvParseException e) {
      broken.add(file.toString(), "no CSV, where reading ends", line + 1);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Object field(CsvRecord record, Integer place) {
    return place == null ? null : record.getField(place);
  }

  private interface Objects {
    void take(Map<String, Object> object, long number) throws IOException;
  }

  private static void json(Path file, Objects objects) throws IOException, MalformedJsonException {
    long[] number = {0};
    try (InputStream in = open(file)) {
      JsonSequence.read(
          in,
          Set.of(),
          (wrapper, value) -> {
            number[0]++;
            if (value instanceof Map<?, ?> map) {
              try {
                objects.take(JsonTree.asObject(map), number[0]);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Returns what stands at {@code a.b}: in an object under {@code a}, or under the whole name. */
  private static Object at(Map<String, Object> object, String column) {
    Object whole = object.get(column);
    int dot = column.indexOf('.');
    return whole == null && dot > 0
        ? object.get(column.substring(0, dot)) instanceof Map<?, ?> inner
            ? inner.get(column.substring(dot + 1))
            : null
        : whole;
  }
}
