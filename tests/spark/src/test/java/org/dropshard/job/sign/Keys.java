package org.dropshard.job.sign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.dropshard.Script;
import org.junit.jupiter.api.Assumptions;

/** Keys by the openssl command. */
public final class Keys {
  private Keys() {}

  /** Makes a pair, {@code NAME.pem} and {@code NAME.pub.pem}; skips the test without openssl. */
  public static Path make(Path folder, String name, String... algorithm) throws Exception {
    Assumptions.assumeTrue(Script.isThere("openssl"), "openssl is absent");
    Path key = folder.resolve(name + ".pem");
    openssl(List.of(algorithm), "genpkey", "-out", key.toString(), "-algorithm");
    openssl(
        List.of(), "pkey", "-in", key.toString(), "-pubout", "-out", publicHalf(key).toString());
    return key;
  }

  /** Makes a pair by the JDK, {@code NAME.pem} and {@code NAME.pub.pem}. */
  public static void generate(Path folder, String name) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path key = folder.resolve(name + ".pem");
    write(key, "PRIVATE KEY", pair.getPrivate().getEncoded());
    write(publicHalf(key), "PUBLIC KEY", pair.getPublic().getEncoded());
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  /** Of a curve, as {@code openssl genpkey} takes it. */
  public static String[] curve(String name) {
    return new String[] {"EC", "-pkeyopt", "ec_paramgen_curve:" + name};
  }

  public static Path publicHalf(Path key) {
    return Path.of(key.toString().replaceFirst("\\.pem$", ".pub.pem"));
  }

  /** Runs openssl, which has to end well. */
  public static List<String> openssl(List<String> last, String... words) throws Exception {
    String[] command = new String[1 + words.length + last.size()];
    command[0] = "openssl";
    System.arraycopy(words, 0, command, 1, words.length);
    for (int i = 0; i < last.size(); i++) {
      command[1 + words.length + i] = last.get(i);
    }
    return Script.run(0, Map.of(), command);
  }
}
