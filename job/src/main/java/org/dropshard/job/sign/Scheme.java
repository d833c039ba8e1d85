package org.dropshard.job.sign;

import java.math.BigInteger;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/** How a key signs, by the names that the JDK has for it. */
enum Scheme {
  ED25519("Ed25519", "Ed25519"),
  ECDSA_P256("EC", "SHA256withECDSA");

  /** The order of P-256's group, which no other curve has. */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  static final String NAMES = "Ed25519 or ECDSA on P-256";

  final String keyAlgorithm;
  final String signature;

  Scheme(String keyAlgorithm, String signature) {
    this.keyAlgorithm = keyAlgorithm;
    this.signature = signature;
  }

  /** That of a key; empty: it is of another. */
  static Optional<Scheme> of(Key key) {
    if (key instanceof EdECKey edwards) {
      boolean is25519 = edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
      return Optional.of(ED25519).filter(scheme -> is25519);
    }
    return key instanceof ECKey ec && ec.getParams().getOrder().equals(P256_ORDER)
        ? Optional.of(ECDSA_P256)
        : Optional.empty();
  }
}
