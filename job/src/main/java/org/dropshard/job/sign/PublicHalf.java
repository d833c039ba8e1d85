package org.dropshard.job.sign;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KeyAgreement;

/**
 * The public half of a private key, which PKCS#8 need not hold and the JDK's keys do not tell. A
 * signature that it verifies shows that it is the right one.
 */
final class PublicHalf {
  private static final byte[] PROBE = {1, 2, 3};

  private PublicHalf() {}

  static PublicKey of(PrivateKey key, Scheme scheme) throws GeneralSecurityException {
    PublicKey half =
        key instanceof EdECPrivateKey edwards
            ? edwards(edwards)
            : onP256((ECPrivateKey) key, false);
    if (isHalf(half, key, scheme)) {
      return half;
    }
    if (key instanceof ECPrivateKey ec) {
      PublicKey other = onP256(ec, true);
      if (isHalf(other, key, scheme)) {
        return other;
      }
    }
    throw new InvalidKeyException("no public half");
  }

  private static boolean isHalf(PublicKey half, PrivateKey key, Scheme scheme)
      throws GeneralSecurityException {
    return new VerifyingKey(half, scheme).verifies(PROBE, SigningKey.sign(PROBE, key, scheme));
  }

  /** A pair is made of 32 random bytes, which are the private key: here they are this one's. */
  private static PublicKey edwards(EdECPrivateKey key) throws GeneralSecurityException {
    byte[] seed = key.getBytes().orElseThrow(() -> new InvalidKeyException("no bytes"));
    KeyPairGenerator pairs = KeyPairGenerator.getInstance(Scheme.ED25519.keyAlgorithm);
    pairs.initialize(
        NamedParameterSpec.ED25519,
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
          }
        });
    return pairs.generateKeyPair().getPublic();
  }

  /**
   * The secret that the key shares with the curve's generator is the x of its public point; y is
   * one of two roots of x³ + ax + b.
   */
  private static PublicKey onP256(ECPrivateKey key, boolean odd) throws GeneralSecurityException {
    ECParameterSpec parameters = key.getParams();
    KeyFactory keys = KeyFactory.getInstance(Scheme.ECDSA_P256.keyAlgorithm);
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(
        keys.generatePublic(new ECPublicKeySpec(parameters.getGenerator(), parameters)), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    EllipticCurve curve = parameters.getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger square = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    // The root of a square where p is 3 modulo 4, as P-256's is.
    BigInteger root = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    BigInteger y = root.testBit(0) == odd ? root : p.subtract(root);
    return keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters));
  }
}
