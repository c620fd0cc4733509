package io.scaletest.player.imports;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Makes arrivals of the rows of a format's tables. Of one import, for one thread. */
interface Importer {
  /** Takes what rows become. */
  interface Sink {
    /**
     * @throws RowFault if it ends before it starts
     */
    void arrived(Arrival arrival) throws RowFault, IOException;

    /** Counts something that is worth telling. */
    void count(ImportCount what);
  }

  List<Table> tables();

  /**
   * Takes a row.
   *
   * @throws RowFault if it is none that can be taken
   * @throws IOException if what became of it cannot be written
   */
  void row(Table table, Row row, Sink sink) throws RowFault, IOException;

  /** Takes the end of a file, and the beginning of the next one of its table. */
  default void file(String name) {}

  /** Takes the end of all files. */
  default void end(Sink sink) throws RowFault, IOException {}

  /** Returns when the trace begins, by its own times; empty for with its first row by time. */
  default OptionalLong zeroNs() {
    return OptionalLong.of(0);
  }
}
