package org.dropshard.format;

import java.io.Closeable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * A format of files of arrays. An array is a sample, or a batch whose first axis counts samples.
 * Names are in lower case.
 */
public interface ArrayFormat extends InputFormat {
  /** Whether a file of this name holds several arrays, numbered in its order. */
  boolean isArchive(String name);

  /** Whether a file of this name is npy, of which the samples of a batch can be read apart. */
  default boolean isNpy(String name) {
    return false;
  }

  /**
   * The arrays of a file.
   *
   * @param content all of it
   */
  ArrayFile open(String name, byte[] content);

  /** The arrays of a cell; empty if its first bytes do not say that it holds such a file. */
  default Optional<ArrayFile> ofCell(byte[] cell) {
    return Optional.empty();
  }

  /** What a file says of its arrays, a column each. */
  default StructType columns() {
    return new StructType();
  }

  /** Whether the arrays of an archive have names by which one is found. */
  default boolean hasNames() {
    return false;
  }

  /** What is wrong with an archive of no array. */
  String emptyRule();

  /** A file of one array. */
  abstract class OneArray implements ArrayFile {
    private boolean seen;

    @Override
    public final boolean next() {
      boolean first = !seen;
      seen = true;
      return first;
    }

    @Override
    public void close() {}
  }

  /** Arrays, one after the other. */
  interface ArrayFile extends Closeable {
    /**
     * Goes to the next one.
     *
     * @throws NpyException if the file ends in the middle of something, or is damaged
     */
    boolean next() throws NpyException;

    /**
     * Reads the one at hand.
     *
     * @throws NpyException if it is no array, or is damaged
     */
    Tensor tensor() throws NpyException;

    /** The name of the one at hand, where arrays have names. */
    default String name() {
      throw new UnsupportedOperationException("Cannot name an array: it has no name");
    }

    /** What {@link ArrayFormat#columns} has of the one that was read, as Spark holds it. */
    default Object[] columns() {
      return new Object[0];
    }
  }
}
