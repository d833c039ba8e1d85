package org.dropshard.job.sign;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.dropshard.job.error.JobException;

/** A private key of {@link Scheme}'s. Prints nothing of itself. */
public final class SigningKey {
  private static final String OPTION = "--sign";

  private final PrivateKey key;
  private final Scheme scheme;
  private final VerifyingKey publicKey;

  private SigningKey(PrivateKey key, Scheme scheme) throws GeneralSecurityException {
    this.key = key;
    this.scheme = scheme;
    this.publicKey = new VerifyingKey(PublicHalf.of(key, scheme), scheme);
  }

  /**
   * Reads a PEM file, PKCS#8 without a password, as {@code openssl genpkey} writes it.
   *
   * @throws JobException if it holds no such key
   */
  public static SigningKey read(String file) {
    Pem pem = Pem.read(file, OPTION);
    if (pem.label().contains("ENCRYPTED")) {
      throw invalid(file, "encrypted: PKCS#8 without a password is taken");
    }
    if (!pem.label().equals("PRIVATE KEY")) {
      throw invalid(file, "its block is " + pem.label() + ", not PRIVATE KEY, which is PKCS#8");
    }
    for (Scheme scheme : Scheme.values()) {
      try {
        PrivateKey key =
            KeyFactory.getInstance(scheme.keyAlgorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(pem.der()));
        if (Scheme.of(key).equals(Optional.of(scheme))) {
          return new SigningKey(key, scheme);
        }
      } catch (InvalidKeySpecException e) {
        // one of another scheme
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Cannot read keys: the JDK has no " + scheme);
      }
    }
    throw invalid(file, "no key of " + Scheme.NAMES);
  }

  private static JobException invalid(String file, String rule) {
    return JobException.invalid(OPTION, file, rule);
  }

  /** The signature of a message: 64 bytes of Ed25519, or ECDSA's as DER. */
  byte[] sign(byte[] message) {
    try {
      return sign(message, key, scheme);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign", e);
    }
  }

  static byte[] sign(byte[] message, PrivateKey key, Scheme scheme)
      throws GeneralSecurityException {
    Signature signer = Signature.getInstance(scheme.signature);
    signer.initSign(key);
    signer.update(message);
    return signer.sign();
  }

  /** The key that verifies what this one signs. */
  public VerifyingKey publicKey() {
    return publicKey;
  }
}
