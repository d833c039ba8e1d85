package org.dropshard.format.parquet;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;

/**
 * The cells of a column of bytes that is not repeated, where they lie in their pages: plain, or as
 * places in a plain dictionary.
 *
 * <p>Source: Parquet's format, "Encodings".
 */
final class BytesPages {
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
  private final PageCodecs codecs;
  private final List<byte[]> done = new ArrayList<>();
  private PageReader pages;
  private byte[] dictionary;
  private int[] starts; // of the dictionary's values, each after its length
  private ByteBuffer values = ByteBuffer.allocate(0);
  private Numbers levels;
  private Numbers places; // null: the values themselves are there
  private int left;

  /**
   * @param codecs lend the pages
   */
  BytesPages(ColumnDescriptor column, PageCodecs codecs) {
    this.column = column;
    this.codecs = codecs;
  }

  /** Goes to a row group. */
  void start(PageReadStore group) throws IOException {
    codecs.giveBack(values.array());
    if (dictionary != null) {
      codecs.giveBack(dictionary);
    }
    dictionary = null;
    left = 0;
    pages = group.getPageReader(column);
    DictionaryPage page = pages.readDictionaryPage();
    if (page != null) {
      ByteBuffer bytes = PageCodecs.rest(page.getBytes().toInputStream());
      dictionary = bytes.array();
      if (page.getDictionarySize() > bytes.remaining() / Integer.BYTES) {
        throw new IOException("Invalid dictionary: more values than bytes for them");
      }
      starts = new int[page.getDictionarySize()];
      for (int i = 0; i < starts.length; i++) {
        starts[i] = bytes.arrayOffset() + skip(bytes);
      }
    }
  }

  /**
   * The cells of the next rows, valid until those after them are asked for.
   *
   * @throws IOException if the pages hold fewer, or are broken
   */
  BytesVector next(int rows) throws IOException {
    done.forEach(codecs::giveBack);
    done.clear();
    BytesVector cells = new BytesVector(rows);
    for (int row = 0; row < rows; row++) {
      while (left == 0) {
        done.add(values.array());
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
        int length =
            ByteBuffer.wrap(dictionary).order(ByteOrder.LITTLE_ENDIAN).getInt(from - Integer.BYTES);
        cells.set(row, dictionary, from, length);
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
    DataPage page = pages.readPage();
    if (page == null) {
      throw new IOException("Invalid column: fewer values than rows");
    }
    left = page.getValueCount();
    Encoding encoding;
    if (page instanceof DataPageV2 second) {
      levels = levels(second);
      encoding = second.getDataEncoding();
      values = PageCodecs.rest(second.getData().toInputStream());
    } else {
      DataPageV1 first = (DataPageV1) page;
      encoding = first.getValueEncoding();
      ByteBufferInputStream in = first.getBytes().toInputStream();
      ValuesReader reader =
          first.getDlEncoding().getValuesReader(column, ValuesType.DEFINITION_LEVEL);
      reader.initFromPage(left, in);
      values = PageCodecs.rest(in);
      levels = reader::readInteger;
    }
    places = encoding == Encoding.PLAIN ? null : places();
  }

  private Numbers levels(DataPageV2 page) throws IOException {
    int most = column.getMaxDefinitionLevel();
    return most == 0
        ? () -> 0
        : new RunLengthBitPackingHybridDecoder(most, page.getDefinitionLevels().toInputStream())
            ::readInt;
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
