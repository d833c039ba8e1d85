package org.dropshard.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dropshard.job.JobRun;

/** A tar of ustar headers, written by hand: the format's library is not asked. */
final class HandTar {
  final ByteArrayOutputStream out = new ByteArrayOutputStream();

  HandTar add(String name, String content) {
    return add(name, content.getBytes(StandardCharsets.UTF_8), '0');
  }

  HandTar add(String name, byte[] content, char kind) {
    header(name, content.length, kind);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  void header(String name, long size, char kind) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, String.format("%011o", size) + " ");
    put(header, 136, "00000000000 ");
    put(header, 148, "        ");
    header[156] = (byte) kind;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum) + "\0 ");
    out.writeBytes(header);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** Writes it, with its end mark. */
  Path write(Path file) throws IOException {
    out.writeBytes(new byte[1024]);
    return Files.write(file, out.toByteArray());
  }

  /** The rows that Spark reads. */
  static List<Row> read(Path file, String... options) {
    var reader = JobRun.spark().read().format("webdataset");
    for (int i = 0; i < options.length; i += 2) {
      reader.option(options[i], options[i + 1]);
    }
    return reader.load(file.toString()).collectAsList();
  }

  /** A cell as text, which bytes are taken for in UTF-8. */
  static String text(Row row, String column) {
    Object value = row.getAs(column);
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
