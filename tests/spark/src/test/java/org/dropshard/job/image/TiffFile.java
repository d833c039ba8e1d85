package org.dropshard.job.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Little-endian TIFFs of plain pages for tests, a strip each. */
public final class TiffFile {

  private final Map<Integer, String> texts = new TreeMap<>();
  private boolean circle;
  private final List<int[][]> tags = new ArrayList<>();
  private final List<byte[]> data = new ArrayList<>();

  /** Adds a page of tags and their values, each an integer of 32 bits. */
  public TiffFile page(int[][] values, int... bytes) {
    tags.add(values);
    data.add(PictureFiles.bytes(bytes));
    return this;
  }

  /** Adds a text to every page. */
  public TiffFile text(int tag, String value) {
    texts.put(tag, value + "\0");
    return this;
  }

  /** Makes the last page's successor the first. */
  public TiffFile circle() {
    circle = true;
    return this;
  }

  public byte[] write() {
    ByteBuffer file = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    for (int i = 0; i < tags.size(); i++) {
      TreeMap<Integer, Integer> values = new TreeMap<>();
      for (int[] tag : tags.get(i)) {
        values.put(tag[0], tag[1]);
      }
      int count = values.size() + 2 + texts.size();
      int end = file.position() + 2 + 12 * count + 4;
      values.put(273, end);
      values.put(279, data.get(i).length);
      int at = end + data.get(i).length;
      file.putShort((short) count);
      for (Map.Entry<Integer, Integer> value : values.entrySet()) {
        file.putShort(value.getKey().shortValue()).putShort((short) 4).putInt(1);
        file.putInt(value.getValue());
      }
      for (Map.Entry<Integer, String> text : texts.entrySet()) {
        file.putShort(text.getKey().shortValue()).putShort((short) 2);
        file.putInt(text.getValue().length()).putInt(at);
        at += text.getValue().length();
      }
      boolean last = i == tags.size() - 1;
      file.putInt(!last ? at : circle ? 8 : 0).put(data.get(i));
      texts.values().forEach(text -> file.put(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return Arrays.copyOf(file.array(), file.position());
  }
}
