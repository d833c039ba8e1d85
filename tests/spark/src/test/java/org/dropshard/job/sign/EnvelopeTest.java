package org.dropshard.job.sign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final String TYPE = "application/vnd.in-toto+json";

  @TempDir Path folder;

  private Path key(String scheme) throws Exception {
    return scheme.equals("ed25519")
        ? Keys.make(folder, "key", "ed25519")
        : Keys.make(folder, "key", Keys.curve("P-256"));
  }

  /** The encoding of the specification's example, and of the lengths of bytes, not of letters. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://example.com/HelloWorld | hello world | DSSEv1 29 http://example.com/HelloWorld 11 hello world",
        "ä | ''                                      | 'DSSEv1 2 ä 0 '",
        "a | €                                       | DSSEv1 1 a 3 €",
      })
  void whatIsSignedIsTheBytesWithTypeAndLengths(String type, String body, String encoded) {
    assertArrayEquals(
        encoded.getBytes(StandardCharsets.UTF_8),
        Envelope.encoded(type, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** The encoding is made here from the envelope alone, and openssl checks the signature. */
  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "p256"})
  void opensslVerifiesTheEnvelope(String scheme) throws Exception {
    Path key = key(scheme);
    String text = "{\"größe\": 1}";
    JsonNode envelope =
        new ObjectMapper()
            .readTree(Envelope.of(text, TYPE, SigningKey.read(key.toString())).json());
    byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
    assertEquals(text, new String(payload, StandardCharsets.UTF_8));
    Path signed = folder.resolve("signed");
    Path signature = folder.resolve("signature");
    String head = "DSSEv1 28 " + envelope.path("payloadType").asText() + " " + payload.length + " ";
    Files.writeString(signed, head + text);
    Files.write(signature, Base64.getDecoder().decode(envelope.at("/signatures/0/sig").asText()));
    String half = Keys.publicHalf(key).toString();
    List<String> said =
        scheme.equals("ed25519")
            ? Keys.openssl(
                List.of("-in", signed.toString(), "-sigfile", signature.toString()),
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                half,
                "-rawin")
            : Keys.openssl(
                List.of("-signature", signature.toString(), signed.toString()),
                "dgst",
                "-sha256",
                "-verify",
                half);
    assertTrue(said.get(0).matches("Signature Verified Successfully|Verified OK"), said.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "p256"})
  void onlyTheKeysOtherHalfVerifiesAndOnlyTheSameBytes(String scheme) throws Exception {
    Path key = key(scheme);
    VerifyingKey half = VerifyingKey.read(Keys.publicHalf(key).toString());
    Envelope envelope =
        Json.read(
            Envelope.of("text", TYPE, SigningKey.read(key.toString())).json(), Envelope.class);
    assertTrue(envelope.isBy(half));
    assertEquals("text", envelope.text());
    Path other = Keys.make(folder, "other", "ed25519");
    assertFalse(envelope.isBy(VerifyingKey.read(Keys.publicHalf(other).toString())));
    String changed = Base64.getEncoder().encodeToString("texT".getBytes(StandardCharsets.UTF_8));
    assertFalse(new Envelope(changed, TYPE, envelope.signatures()).isBy(half));
    assertFalse(new Envelope(envelope.payload(), "a", envelope.signatures()).isBy(half));
    assertFalse(new Envelope(envelope.payload(), TYPE, List.of()).isBy(half));
    Envelope.Seal none = new Envelope.Seal(null, "AAAA");
    assertFalse(new Envelope(envelope.payload(), TYPE, List.of(none)).isBy(half));
    Envelope.Seal last = envelope.signatures().get(0);
    assertTrue(new Envelope(envelope.payload(), TYPE, List.of(none, last)).isBy(half));
    assertThrows(
        InvalidRecordException.class,
        () -> Json.read(envelope.json().replace("payload\":\"", "payload\":\"%"), Envelope.class));
  }

  /** Of several, since one root of two is even. */
  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "p256"})
  void aKeyKnowsItsPublicHalf(String scheme) throws Exception {
    for (int i = 0; i < 4; i++) {
      Path key = key(scheme);
      Path der = folder.resolve("der");
      Keys.openssl(
          List.of(),
          "pkey",
          "-in",
          key.toString(),
          "-pubout",
          "-outform",
          "DER",
          "-out",
          der.toString());
      String id =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(der)));
      assertEquals(id, SigningKey.read(key.toString()).publicKey().id());
      assertEquals(id, VerifyingKey.read(Keys.publicHalf(key).toString()).id());
    }
  }

  @Test
  void whatIsNoKeyIsRefusedInOneLineThatShowsNoneOfIt() throws Exception {
    Path p384 = Keys.make(folder, "p384", Keys.curve("P-384"));
    Path rsa = Keys.make(folder, "rsa", "RSA");
    Path good = Keys.make(folder, "good", Keys.curve("P-256"));
    Path locked = folder.resolve("locked.pem");
    Keys.openssl(
        List.of("-out", locked.toString(), "-passout", "pass:x", "-aes256"),
        "pkey",
        "-in",
        good.toString());
    Path old = folder.resolve("old.pem");
    Keys.openssl(List.of("-out", old.toString()), "ec", "-in", good.toString());
    Path text = Files.writeString(folder.resolve("text.pem"), "no key");
    Path broken =
        Files.writeString(folder.resolve("broken.pem"), Files.readString(good).replace("M", "$"));
    Path cut =
        Files.writeString(
            folder.resolve("cut.pem"),
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----\n");
    refused(p384.toString(), "(no key of Ed25519 or ECDSA on P-256)");
    refused(rsa.toString(), "(no key of Ed25519 or ECDSA on P-256)");
    refused(cut.toString(), "(no key of Ed25519 or ECDSA on P-256)");
    refused(locked.toString(), "(encrypted: PKCS#8 without a password is taken)");
    refused(old.toString(), "(its block is EC PRIVATE KEY, not PRIVATE KEY, which is PKCS#8)");
    refused(text.toString(), "(no PEM file)");
    refused(broken.toString(), "(no ");
    refused(Keys.publicHalf(good).toString(), "(its block is PUBLIC KEY");
    refused(folder.resolve("none.pem").toString(), "none.pem");
    refused(Files.readString(good), "Invalid --sign: a key (name the file that holds it)");
    JobException half = assertThrows(JobException.class, () -> VerifyingKey.read(good.toString()));
    assertTrue(half.getMessage().endsWith("(its block is PRIVATE KEY, not PUBLIC KEY)"));
  }

  private static void refused(String file, String rule) {
    JobException refusal = assertThrows(JobException.class, () -> SigningKey.read(file));
    assertEquals(ExitCode.USAGE, refusal.code());
    assertTrue(refusal.getMessage().contains(rule), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("MIGH"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }
}
