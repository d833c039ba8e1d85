package org.dropshard.format.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.dropshard.format.FileBytes;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.tensor.Tensor;

/**
 * The header of a file: 8 bytes of its length, little-endian, and that much JSON.
 *
 * @param tensors in the order of their names, by the bytes of UTF-8
 * @param facts how many texts {@code __metadata__} holds
 */
record SafetensorsHeader(List<SafetensorsHeader.Entry> tensors, int facts) {
  /** The format's own limit. */
  private static final int LONGEST = 100_000_000;

  private static final int LENGTH = 8;
  private static final String METADATA = "__metadata__";

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * A tensor.
   *
   * @param dtype the type as the file names it
   * @param start where its values start in the file
   * @param size how many bytes they have
   */
  record Entry(String name, String dtype, long[] shape, long start, long size) {}

  static boolean isStart(byte[] start) {
    if (start.length < LENGTH + 2 || start[LENGTH] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte next = start[LENGTH + 1];
    return length >= 2 && length <= LONGEST && (next == '"' || next == '}' || next == ' ');
  }

  /**
   * Reads it.
   *
   * @throws MalformedRecordException if it is not as the format says, or the tensors do not fill
   *     the rest of the file, one after the other
   */
  static SafetensorsHeader read(FileBytes file) throws IOException {
    long length =
        ByteBuffer.wrap(file.read(0, LENGTH, "the header's length"))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    if (length < 0 || length > LONGEST) {
      throw invalid(
          "length: " + Long.toUnsignedString(length) + " (at most " + LONGEST + ")", null);
    }
    byte[] json = file.read(LENGTH, length, "header");
    if (json.length == 0 || json[0] != '{') {
      throw invalid("it does not start with {", null);
    }
    long data = LENGTH + length;
    List<Entry> tensors = new ArrayList<>();
    int facts = 0;
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (name.equals(METADATA)) {
          facts = facts(in);
        } else {
          tensors.add(entry(in, name, data));
        }
      }
      if (in.nextToken() != null) {
        throw invalid("more follows its end", null);
      }
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage().lines().findFirst().orElse("no JSON"), e);
    }
    checkPlaces(tensors, data, file.length());
    tensors.sort(Comparator.comparing(e -> utf8(e.name()), Arrays::compareUnsigned));
    return new SafetensorsHeader(List.copyOf(tensors), facts);
  }

  private static byte[] utf8(String name) {
    return name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static int facts(JsonParser in) throws IOException {
    int facts = 0;
    expect(in, JsonToken.START_OBJECT, METADATA);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      expect(in, JsonToken.VALUE_STRING, METADATA);
      facts++;
    }
    return facts;
  }

  private static Entry entry(JsonParser in, String name, long data) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    expect(in, JsonToken.START_OBJECT, name);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      switch (in.currentName()) {
        case "dtype" -> {
          expect(in, JsonToken.VALUE_STRING, name);
          dtype = in.getText();
        }
        case "shape" -> shape = numbers(in, name);
        case "data_offsets" -> offsets = numbers(in, name);
        default -> throw invalid("tensor " + name + " has a " + in.currentName(), null);
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
      throw invalid("tensor " + name + " (a dtype, a shape and two data_offsets)", null);
    }
    if (offsets[1] < offsets[0] || offsets[1] > Long.MAX_VALUE - data) {
      throw invalid("tensor " + name + " has offsets " + Arrays.toString(offsets), null);
    }
    return new Entry(name, dtype, shape, data + offsets[0], offsets[1] - offsets[0]);
  }

  private static long[] numbers(JsonParser in, String name) throws IOException {
    expect(in, JsonToken.START_ARRAY, name);
    long[] numbers = new long[Tensor.MOST_AXES];
    int count = 0;
    while (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (count == numbers.length) {
        throw invalid("tensor " + name + " has more than " + count + " axes", null);
      }
      if (in.getNumberType() == JsonParser.NumberType.BIG_INTEGER || in.getLongValue() < 0) {
        throw invalid("tensor " + name + " has " + in.getText() + " (from 0 to 2^63 - 1)", null);
      }
      numbers[count++] = in.getLongValue();
    }
    if (in.currentToken() != JsonToken.END_ARRAY) {
      throw invalid("tensor " + name + " (axes and offsets are integers)", null);
    }
    return Arrays.copyOf(numbers, count);
  }

  private static void expect(JsonParser in, JsonToken token, String name) throws IOException {
    if (in.nextToken() != token) {
      throw invalid(name + " is not as it should be", null);
    }
  }

  /** What lies outside of all tensors, or in two, is a sign of another file's header. */
  private static void checkPlaces(List<Entry> tensors, long data, long length)
      throws MalformedRecordException {
    List<Entry> placed = new ArrayList<>(tensors);
    placed.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::size));
    long end = data;
    for (Entry entry : placed) {
      if (entry.start() != end) {
        throw invalid(
            "tensor "
                + entry.name()
                + " starts at "
                + entry.start()
                + (entry.start() < end ? ", within another" : ", behind a hole")
                + " (the one before ends at "
                + end
                + ")",
            null);
      }
      end += entry.size();
    }
    if (end != length) {
      throw invalid("the tensors end at " + end + " (the file has " + length + " bytes)", null);
    }
  }

  private static MalformedRecordException invalid(String what, Exception cause) {
    return MalformedRecordException.rest("Invalid safetensors header: " + what, 0, cause);
  }
}
