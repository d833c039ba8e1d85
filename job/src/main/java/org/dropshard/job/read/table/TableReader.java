package org.dropshard.job.read.table;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleReader;

/**
 * Reads the rows of a table. Without a key column, a row is named by its file and its number there.
 */
final class TableReader implements SampleReader {
  private static final long serialVersionUID = 1L;

  /** The row's number where a row stands for a whole file. */
  static final long NO_ROW = -1;

  private final CellSamples samples;
  private final int fileOrdinal;
  private final int rowOrdinal;
  private final int badOrdinal;
  private final int wantedOrdinal;
  private final List<String> roots;
  private final Map<String, String> unreadable;

  // The file of the last row: thousands of neighbours share it.
  private transient UTF8String lastFile;
  private transient Path lastPath;
  private transient String lastName;

  /**
   * @param samples makes them of cells
   * @param fileOrdinal the column of the file's path, URI-encoded; the row's number comes next
   * @param badOrdinal the column that says why a record could not be read, or −1
   * @param wantedOrdinal the column that says whether a record is selected, or −1
   * @param roots the folders that names are relative to, qualified
   * @param unreadable files that cannot be read, which stand among the rows with {@link #NO_ROW}:
   *     the reason by full path
   */
  TableReader(
      CellSamples samples,
      int fileOrdinal,
      int badOrdinal,
      int wantedOrdinal,
      List<String> roots,
      Map<String, String> unreadable) {
    this.samples = samples;
    this.fileOrdinal = fileOrdinal;
    this.rowOrdinal = fileOrdinal + 1;
    this.badOrdinal = badOrdinal;
    this.wantedOrdinal = wantedOrdinal;
    this.roots = List.copyOf(roots);
    this.unreadable = Map.copyOf(unreadable);
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    if (row.getLong(rowOrdinal) == NO_ROW) {
      locate(row);
      String path = lastPath.toString();
      sink.bad(new BadRecord(path, NO_ROW, lastName, unreadable.get(path)));
      return;
    }
    if (badOrdinal >= 0 && !row.isNullAt(badOrdinal)) {
      String name = name(row);
      String reason = row.getUTF8String(badOrdinal).toString();
      sink.bad(new BadRecord(lastPath.toString(), row.getLong(rowOrdinal), name, reason));
      return;
    }
    if (wantedOrdinal >= 0 && (row.isNullAt(wantedOrdinal) || !row.getBoolean(wantedOrdinal))) {
      sink.unselected();
      return;
    }
    samples.read(row, () -> name(row), () -> origin(row), sink);
  }

  private Sample.Origin origin(InternalRow row) {
    String text = samples.ids().text(row, () -> name(row));
    locate(row);
    return new Sample.Origin(lastPath.toString(), row.getLong(rowOrdinal), text);
  }

  private String name(InternalRow row) {
    locate(row);
    return SampleIds.name(lastName, row.getLong(rowOrdinal));
  }

  /** Finds the row's file, and its decoded path below its input argument. */
  private void locate(InternalRow row) {
    UTF8String file = row.getUTF8String(fileOrdinal);
    if (file.equals(lastFile)) {
      return;
    }
    lastFile = file.copy();
    lastPath = new Path(URI.create(file.toString()));
    String whole = lastPath.toUri().getPath();
    lastName =
        roots.stream()
            .map(root -> InputRoot.relative(new Path(root), lastPath))
            .filter(name -> !name.equals(whole))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(lastPath + " lies below no input"));
  }
}
