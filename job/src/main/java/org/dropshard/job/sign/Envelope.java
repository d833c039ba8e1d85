package org.dropshard.job.sign;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.dropshard.job.record.Json;

/**
 * A DSSE envelope: a text, and who signed it.
 *
 * @param payload the text, as base64
 * @param payloadType what it is
 * @param signatures of {@link #encoded}
 * @see <a href="https://github.com/secure-systems-lab/dsse">Dead Simple Signing Envelope 1.0</a>
 */
public record Envelope(
    String payload, @JsonProperty("payloadType") String payloadType, List<Seal> signatures) {

  public Envelope {
    decoded("payload", payload);
  }

  /**
   * One signature.
   *
   * @param keyid a hint at the key, ours {@link VerifyingKey#id}; may be null
   * @param sig as base64
   */
  public record Seal(@JsonInclude(JsonInclude.Include.NON_NULL) String keyid, String sig) {
    public Seal {
      decoded("sig", sig);
    }
  }

  /** Signs a text. */
  public static Envelope of(String text, String type, SigningKey key) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] signature = key.sign(encoded(type, bytes));
    return new Envelope(
        base64(bytes), type, List.of(new Seal(key.publicKey().id(), base64(signature))));
  }

  /** The pre-authentication encoding: what is signed, the bytes with their type and lengths. */
  static byte[] encoded(String type, byte[] payload) {
    byte[] name = type.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("DSSEv1 " + name.length + " ").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(name);
    bytes.writeBytes((" " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** Whether one of the signatures is by a key. */
  public boolean isBy(VerifyingKey key) {
    byte[] message = encoded(payloadType, decoded("payload", payload));
    return signatures.stream().anyMatch(one -> key.verifies(message, decoded("sig", one.sig)));
  }

  /** The text. */
  public String text() {
    return new String(decoded("payload", payload), StandardCharsets.UTF_8);
  }

  /** As JSON, a line. */
  public String json() {
    return Json.line(this) + "\n";
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decoded(String field, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(field + ": no base64", e);
    }
  }
}
