package org.dropshard.format.parquet;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;

/**
 * The cells of a column of bytes that is not repeated, where they lie in their pages: plain, or as
 * places in a plain dictionary.
 *
 * <p>Source: Parquet's format, "Encodings".
 */
final class BytesPages implements Closeable {
  /** Of values and of levels. */
  @SuppressWarnings("deprecation") // two of them are of old files
  static final Set<Encoding> ENCODINGS =
      Set.of(
          Encoding.PLAIN,
          Encoding.RLE,
          Encoding.BIT_PACKED,
          Encoding.PLAIN_DICTIONARY,
          Encoding.RLE_DICTIONARY);

  /** The next of a page's levels, or of its places in the dictionary. */
  private interface Numbers {
    int next() throws IOException;
  }

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ColumnDescriptor column;
  private final PageStream pages;
  private final List<Slab> done = new ArrayList<>();
  private Slab page;
  private Slab dictionary;
  private int[] starts; // of the dictionary's values, each after its length
  private ByteBuffer values;
  private Numbers levels;
  private Numbers places; // null: the values themselves are there
  private int left; // of the page
  private long leftAfter; // of the pages that follow

  BytesPages(ColumnDescriptor column, PageStream pages) {
    this.column = column;
    this.pages = pages;
  }

  /** Goes to a row group. */
  void start(BlockMetaData group) throws IOException {
    giveBack();
    ColumnPath path = ColumnPath.get(column.getPath());
    for (ColumnChunkMetaData part : group.getColumns()) {
      if (part.getPath().equals(path)) {
        pages.start(part);
        leftAfter = part.getValueCount();
      }
    }
  }

  private void giveBack() {
    done.add(page);
    done.add(dictionary);
    page = null;
    dictionary = null;
    left = 0;
    leftAfter = 0;
    giveBackDone();
  }

  private void giveBackDone() {
    done.stream().filter(Objects::nonNull).forEach(Slab::giveBack);
    done.clear();
  }

  @Override
  public void close() throws IOException {
    giveBack();
    pages.close();
  }

  /**
   * The cells of the next rows, valid until those after them are asked for.
   *
   * @throws IOException if the pages hold fewer, or are broken
   */
  BytesVector next(int rows) throws IOException {
    giveBackDone();
    BytesVector cells = new BytesVector(rows);
    for (int row = 0; row < rows; row++) {
      while (left == 0) {
        done.add(page);
        turn();
      }
      left--;
      if (levels.next() < column.getMaxDefinitionLevel()) {
        continue;
      }
      if (places == null) {
        int from = values.arrayOffset() + skip(values);
        cells.set(row, values.array(), from, values.arrayOffset() + values.position() - from);
      } else {
        int from = starts[places.next()];
        int length = (int) INT.get(dictionary.array(), from - Integer.BYTES);
        cells.set(row, dictionary.array(), from, length);
      }
    }
    return cells;
  }

  /** Passes over a value; the place of its first byte. */
  private static int skip(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IOException("Invalid page: a value ends beyond it");
    }
    int from = bytes.position();
    bytes.position(from + length);
    return from;
  }

  private void turn() throws IOException {
    if (leftAfter == 0) {
      throw new IOException("Invalid column: fewer values than rows");
    }
    PageStream.Page next = pages.next();
    page = next.bytes();
    ByteBuffer bytes =
        ByteBuffer.wrap(page.array(), 0, page.length()).order(ByteOrder.LITTLE_ENDIAN);
    DataPageHeader first = next.header().getData_page_header();
    DataPageHeaderV2 second = next.header().getData_page_header_v2();
    if (next.header().isSetDictionary_page_header()) {
      dictionary(next.header().getDictionary_page_header().getNum_values(), bytes);
      dictionary = page;
      page = null;
    } else if (first != null) {
      left = first.getNum_values();
      ByteBufferInputStream in = ByteBufferInputStream.wrap(bytes);
      ValuesReader reader =
          Encoding.valueOf(first.getDefinition_level_encoding().name())
              .getValuesReader(column, ValuesType.DEFINITION_LEVEL);
      reader.initFromPage(left, in);
      levels = reader::readInteger;
      start(in.slice(in.available()), first.getEncoding());
    } else if (second != null) {
      left = second.getNum_values();
      int from = second.getRepetition_levels_byte_length();
      int to = from + second.getDefinition_levels_byte_length();
      levels = levels(bytes.slice(from, to - from));
      start(bytes.slice(to, bytes.remaining() - to), second.getEncoding());
    }
    if (left < 0 || left > leftAfter) {
      throw new IOException(
          "Invalid column: " + left + " values in a page, where " + leftAfter + " are left");
    }
    leftAfter -= left;
  }

  private void dictionary(int count, ByteBuffer bytes) throws IOException {
    if (count > bytes.remaining() / Integer.BYTES) {
      throw new IOException("Invalid dictionary: more values than bytes for them");
    }
    starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = skip(bytes);
    }
  }

  private void start(ByteBuffer bytes, org.apache.parquet.format.Encoding encoding) {
    values = bytes.order(ByteOrder.LITTLE_ENDIAN);
    places = encoding == org.apache.parquet.format.Encoding.PLAIN ? null : places();
  }

  private Numbers levels(ByteBuffer bytes) {
    int most = column.getMaxDefinitionLevel();
    return most == 0
        ? () -> 0
        : new RunLengthBitPackingHybridDecoder(most, ByteBufferInputStream.wrap(bytes))::readInt;
  }

  private Numbers places() {
    if (dictionary == null) {
      return () -> {
        throw new IOException("Invalid column: no dictionary");
      };
    }
    if (!values.hasRemaining()) { // all are null
      return () -> -1;
    }
    int bits = values.get();
    return new RunLengthBitPackingHybridDecoder(
            bits, ByteBufferInputStream.wrap(values.duplicate()))
        ::readInt;
  }
}
