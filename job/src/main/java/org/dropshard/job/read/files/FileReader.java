package org.dropshard.job.read.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.Budget;
import org.dropshard.job.image.Pages;
import org.dropshard.job.image.PictureReader;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.read.cell.Transpose;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LfsPointer;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Reads files that are a sample each (pictures, .npy), hold a few (.npz, an array a sample), or
 * hold batches of them.
 *
 * @param hadoop how to reach the files
 * @param arrays what files of arrays are; null: files are pictures
 * @param batches whether the first axis of an array counts samples
 * @param pictures how pictures are read
 * @param layout how pictures are laid out
 * @param ids the ids of samples and masks
 * @param also other tensors that are dropped with a sample's
 */
record FileReader(
    Hadoop hadoop,
    ArrayFormat arrays,
    boolean batches,
    PictureReader.Options pictures,
    Layout layout,
    SampleIds ids,
    AlsoFiles also)
    implements SampleReader {

  /** A configuration that may travel to tasks. */
  @FunctionalInterface
  interface Hadoop extends Serializable {
    Configuration get();
  }

  /** Arrays hold a little less than 2³¹ bytes. */
  static final long LARGEST = Integer.MAX_VALUE - 8;

  @Override
  public Optional<String> file(InternalRow row) {
    return Optional.of(row.getUTF8String(FileRows.FILE).toString());
  }

  @Override
  public boolean readsBatches() {
    return batches;
  }

  @Override
  public void read(InternalRow row, Sink sink) throws IOException {
    String path = row.getUTF8String(FileRows.FILE).toString();
    String name = row.getUTF8String(FileRows.PATH).toString();
    long length = row.getLong(FileRows.LENGTH);
    String lower = name.toLowerCase(Locale.ROOT);
    if (arrays != null && !also.isNone() && !arrays.isArchive(lower)) {
      sink.bad(
          new BadRecord(path, -1, name, "Invalid file: one array (other tensors lie beside it)"));
      return;
    }
    if (batches && arrays.isNpy(lower)) {
      batch(row, path, name, sink);
      return;
    }
    boolean many =
        arrays == null ? pictures.pages() == Pages.EACH : batches || arrays.isArchive(lower);
    if (!many && isUnwanted(row, new Sample.Origin(path, -1, name), sink)) {
      return;
    }
    byte[] content;
    try {
      if (length > LARGEST) {
        throw new IOException(length + " bytes, at most " + LARGEST);
      }
      Optional<String> refusal = many ? Budget.heldRefusal(length) : Budget.refusal(length);
      if (refusal.isPresent()) {
        sink.bad(new BadRecord(path, -1, name, refusal.get()));
        return;
      }
      content = ReadAhead.content(row, new Path(path), (int) length, hadoop.get());
    } catch (IOException e) {
      sink.bad(new BadRecord(path, -1, name, "Cannot read file: " + e.getMessage()));
      return;
    }
    if (LfsPointer.isPointer(content)) {
      sink.bad(new BadRecord(path, -1, name, "Cannot read file: " + LfsPointer.EXPLAINED));
      return;
    }
    if (arrays != null && many) {
      archive(row, path, name, content, sink);
      return;
    }
    if (arrays == null) {
      picture(row, path, name, content, sink);
      return;
    }
    Tensor tensor;
    InternalRow told;
    try (ArrayFormat.ArrayFile array = arrays.open(lower, content)) {
      if (!array.next()) {
        throw new NpyException(arrays.emptyRule());
      }
      tensor = array.tensor();
      told = FileRows.with(row, array.columns());
    } catch (NpyException | IllegalArgumentException e) {
      sink.bad(new BadRecord(path, -1, name, e.getMessage()));
      return;
    }
    hand(told, new Sample.Origin(path, -1, name), tensor, sink);
  }

  /** Files that are read in pieces are not read ahead. */
  @Override
  public Iterator<InternalRow> ahead(
      Iterator<InternalRow> rows, LongPredicate wanted, TaskContext task) {
    boolean many =
        batches || arrays == null && pictures.pages() == Pages.EACH; // their samples have other ids
    Predicate<InternalRow> isRead =
        row -> {
          String name = row.getUTF8String(FileRows.PATH).toString();
          String lower = name.toLowerCase(Locale.ROOT);
          if (many || arrays != null && arrays.isArchive(lower)) {
            return !(batches && arrays.isNpy(lower));
          }
          return !ids.isKnown(row) || wanted.test(ids.id(row, () -> name));
        };
    return new ReadAhead(rows, isRead, hadoop.get(), task);
  }

  static byte[] content(Path path, int length, Configuration hadoop) throws IOException {
    byte[] content = new byte[length];
    if (length == 0) {
      return content; // a pipe has no length, and to open it would wait for ever
    }
    try (FSDataInputStream in = InputFile.open(path, hadoop)) {
      in.readFully(0, content);
    }
    return content;
  }

  /** A picture, or each of its pages. */
  private void picture(InternalRow row, String path, String name, byte[] content, Sink sink)
      throws IOException {
    PictureReader picture;
    try {
      picture = PictureReader.open(content, pictures);
    } catch (BadImageException e) {
      sink.bad(new BadRecord(path, -1, name, e.getMessage()));
      return;
    }
    sink.pages(picture.pictures(), picture.nodata());
    sink.channels(picture.channelNames());
    for (int i = 0; i < picture.size(); i++) {
      Sample.Origin origin =
          pictures.pages() == Pages.EACH
              ? member(path, name, i)
              : new Sample.Origin(path, -1, name);
      if (pictures.pages() == Pages.EACH && isUnwanted(row, origin, sink)) {
        continue;
      }
      Tensor tensor;
      List<Tensor> others;
      try {
        tensor = picture.read(i);
        others = also.beside(path, hadoop.get());
      } catch (BadImageException | IllegalArgumentException e) {
        sink.bad(origin.bad(e.getMessage()));
        continue;
      }
      tensor = layout == Layout.CHW ? Transpose.channelsFirst(tensor) : tensor;
      hand(row, origin, tensor, others, sink);
    }
  }

  /**
   * Each row of an array is a sample. What is wrong with the array is said once: by its last part.
   */
  private void batch(InternalRow row, String path, String name, Sink sink) throws IOException {
    int part = row.getInt(FileRows.PART);
    int parts = row.getInt(FileRows.PARTS);
    BatchFile file;
    try {
      file =
          BatchFile.open(new Path(path), row.getLong(FileRows.LENGTH), hadoop.get(), part, parts);
    } catch (NpyException e) {
      if (part == parts - 1) {
        sink.bad(new BadRecord(path, -1, name, e.getMessage()));
      }
      return;
    } catch (IOException e) {
      sink.bad(new BadRecord(path, -1, name, "Cannot read file: " + e.getMessage()));
      return;
    }
    try (file) {
      while (file.hasNext()) {
        Sample.Origin origin = member(path, name, file.index());
        Tensor tensor;
        try {
          if (isUnwanted(row, origin, sink)) {
            file.skip();
            continue;
          }
          tensor = file.next();
        } catch (IOException e) {
          sink.bad(origin.bad("Cannot read file: " + e.getMessage()));
          return;
        }
        hand(row, origin, tensor, sink);
      }
    }
  }

  /** Each array of a file is a sample, or each row of each array, numbered in the file's order. */
  private void archive(InternalRow row, String path, String name, byte[] content, Sink sink)
      throws IOException {
    if (!also.isNone()) {
      together(row, path, name, content, sink);
      return;
    }
    int index = 0;
    try (ArrayFormat.ArrayFile archive = arrays.open(name.toLowerCase(Locale.ROOT), content)) {
      while (archive.next()) {
        if (!batches && isUnwanted(row, member(path, name, index), sink)) {
          index++;
          continue;
        }
        Tensor array;
        try {
          array = archive.tensor();
          if (batches && array.shape().length == 0) {
            throw new NpyException("Invalid npy shape: () (a batch has an axis of samples)");
          }
        } catch (NpyException e) {
          sink.bad(member(path, name, index++).bad(e.getMessage()));
          continue;
        }
        InternalRow told = FileRows.with(row, archive.columns());
        int samples = batches ? array.shape()[0] : 1;
        for (int i = 0; i < samples; i++) {
          Sample.Origin origin = member(path, name, index++);
          if (!batches || !isUnwanted(row, origin, sink)) {
            hand(told, origin, batches ? array.sample(i) : array, sink);
          }
        }
      }
    } catch (NpyException e) {
      sink.bad(member(path, name, index).bad(e.getMessage()));
      return;
    }
    if (index == 0) {
      sink.bad(new BadRecord(path, 0, name, arrays.emptyRule()));
    }
  }

  /** The arrays of a file are one sample, or their rows one each. */
  private void together(InternalRow row, String path, String name, byte[] content, Sink sink)
      throws IOException {
    List<Tensor> all;
    try (ArrayFormat.ArrayFile archive = arrays.open(name.toLowerCase(Locale.ROOT), content)) {
      all = also.of(archive);
      if (batches && all.stream().mapToInt(FileReader::rows).distinct().count() > 1) {
        throw new IllegalArgumentException("Invalid archive: arrays of different lengths");
      }
    } catch (NpyException | IllegalArgumentException e) {
      sink.bad(member(path, name, 0).bad(e.getMessage()));
      return;
    }
    int samples = batches ? rows(all.get(0)) : 1;
    for (int i = 0; i < samples; i++) {
      Sample.Origin origin = member(path, name, i);
      if (!isUnwanted(row, origin, sink)) {
        int at = i;
        List<Tensor> one = batches ? all.stream().map(array -> array.sample(at)).toList() : all;
        hand(row, origin, one.get(0), one.subList(1, one.size()), sink);
      }
    }
  }

  private static int rows(Tensor array) {
    return array.shape().length == 0 ? 0 : array.shape()[0];
  }

  private static Sample.Origin member(String path, String name, int index) {
    return new Sample.Origin(path, index, SampleIds.name(name, index));
  }

  /** Of a sample that has no id nobody can say it. */
  private boolean isUnwanted(InternalRow row, Sample.Origin origin, Sink sink) {
    return ids.isKnown(row) && !sink.wants(ids.id(row, origin::key));
  }

  private void hand(InternalRow row, Sample.Origin origin, Tensor tensor, Sink sink)
      throws IOException {
    hand(row, origin, tensor, List.of(), sink);
  }

  private void hand(
      InternalRow row, Sample.Origin origin, Tensor tensor, List<Tensor> others, Sink sink)
      throws IOException {
    Sample sample;
    try {
      sample = sample(row, origin, tensor, others);
    } catch (IllegalArgumentException e) {
      sink.bad(origin.bad(e.getMessage()));
      return;
    }
    sink.sample(sample);
  }

  /**
   * A sample of a row.
   *
   * @throws IllegalArgumentException if the row lacks its key or its group
   */
  Sample sample(InternalRow row, Sample.Origin origin, Tensor tensor, List<Tensor> others) {
    if (!ids.isKnown(row)) {
      throw Invalid.argument("key", "null", "the file lies in no folder");
    }
    long id = ids.id(row, origin::key);
    return new Sample(row, id, ids.maskId(id, row), tensor, others, () -> origin);
  }
}
