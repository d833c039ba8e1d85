package org.dropshard.job.sign;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.Sha256;

/** A public key of {@link Scheme}'s, which tells whether its private half signed a message. */
public final class VerifyingKey {
  private static final String OPTION = "--public-key";

  private final PublicKey key;
  private final Scheme scheme;

  VerifyingKey(PublicKey key, Scheme scheme) {
    this.key = key;
    this.scheme = scheme;
  }

  /**
   * Reads a PEM file, as {@code openssl pkey -pubout} writes it.
   *
   * @throws JobException if it holds no such key
   */
  public static VerifyingKey read(String file) {
    Pem pem = Pem.read(file, OPTION);
    if (!pem.label().equals("PUBLIC KEY")) {
      throw invalid(file, "its block is " + pem.label() + ", not PUBLIC KEY");
    }
    for (Scheme scheme : Scheme.values()) {
      try {
        PublicKey key =
            KeyFactory.getInstance(scheme.keyAlgorithm)
                .generatePublic(new X509EncodedKeySpec(pem.der()));
        if (Scheme.of(key).equals(Optional.of(scheme))) {
          return new VerifyingKey(key, scheme);
        }
      } catch (InvalidKeySpecException e) {
        // one of another scheme
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Cannot read keys: the JDK has no " + scheme, e);
      }
    }
    throw invalid(file, "no key of " + Scheme.NAMES);
  }

  private static JobException invalid(String file, String rule) {
    return JobException.invalid(OPTION, file, rule);
  }

  /** Whether the signature is of this message, by the private half of this key. */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(scheme.signature);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // no signature at all
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot check a signature", e);
    }
  }

  /** The SHA-256 of the key as DER, which names it. */
  public String id() {
    return Sha256.hex(key.getEncoded());
  }
}
