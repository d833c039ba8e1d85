package org.dropshard.job.sign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;

/**
 * The first block of a PEM file, on any Hadoop file system.
 *
 * @param label what it is said to hold
 * @param der what it holds
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468: Textual Encodings</a>
 */
record Pem(String label, byte[] der) {
  /** No key is longer by far. */
  private static final int MOST = 1 << 16;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  /**
   * Reads a file.
   *
   * @param option that named it
   * @throws JobException if it cannot be read or is no PEM; what it holds is not told
   */
  static Pem read(String file, String option) {
    if (file.contains("-----")) {
      throw JobException.invalid(option, "a key", "name the file that holds it");
    }
    String text;
    try {
      Path path = new Path(file);
      try (FSDataInputStream in = path.getFileSystem(new Configuration()).open(path)) {
        text = new String(in.readNBytes(MOST), StandardCharsets.US_ASCII);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.usage("Cannot read " + option + ": " + file + " (" + e.getMessage() + ")");
    }
    Matcher block = BLOCK.matcher(text);
    if (!block.find()) {
      throw JobException.invalid(option, file, "no PEM file");
    }
    try {
      return new Pem(block.group(1), Base64.getMimeDecoder().decode(block.group(2)));
    } catch (IllegalArgumentException e) {
      // Its message may hold a part of the key.
      throw JobException.invalid(option, file, "no base64 in its block");
    }
  }
}
