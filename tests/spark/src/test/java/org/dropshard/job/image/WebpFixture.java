package org.dropshard.job.image;

import java.util.Base64;

/**
 * WebPs of 20 × 13 pixels that libwebp 1.2.4 wrote ({@code WebPEncodeRGB}, {@code
 * WebPEncodeLosslessRGBA} …, quality 60): R = 255x / 19, G = 255y / 12, B = 255 (x + y) / 31,
 * rounded down, A = 255 − 12x.
 */
enum WebpFixture {
  LOSSY(
      """
      UklGRmQAAABXRUJQVlA4IFgAAADQAwCdASoUAA0APrVWoUsnJSMhsAgA4BaJbACdMoRwACm73iYzL4AA/vXcSnWd
      M0zlw2LKxJXIVKB5rifkp8S3wq380SQthZ3zOuU0XJPPu96iUKIhqAAA"""),
  LOSSY_ALPHA(
      """
      UklGRpYAAABXRUJQVlA4WAoAAAAQAAAAEwAADAAAQUxQSBcAAAABmYzof4BI22b+9Y6Pnp1GTMAEVEvcBQBWUDgg
      WAAAANADAJ0BKhQADQA+tVahSyclIyGwCADgFolsAJ0yhHAAKbveJjMvgAD+9dxKdZ0zTOXDYsrElchUoHmuJ+Sn
      xLfCrfzRJC2FnfM65TRa3udpE9lqvqCcAAA="""),
  LOSSLESS(
      """
      UklGRmoAAABXRUJQVlA4TF4AAAAvEwADAAmASGp/6yUi+p9aAAThf9tERP9TCgVt20glceXP9f47As0kEEhhAn+E
      hFDYtm2TvZP2jCho6KCpIVRIpQE0e3x1wEM21tQQXx6wtYe6d7zvGMJfP8acfIwF"""),
  LOSSLESS_ALPHA(
      """
      UklGRmwAAABXRUJQVlA4TGAAAAAvEwADEAmASGp/6yUi+p9aAAThf9tERP9TBgVt20glsfLnuvuPQCMQSGECf4SE
      oVfYtm2TvZP2jCjRogetOsrQdeoUkpQ6vjrgIRuWwRBfHrC1h7p3vO8Ywl8/Zt9hgAU=""");

  static final int WIDTH = 20;
  static final int HEIGHT = 13;

  private final String base64;

  WebpFixture(String base64) {
    this.base64 = base64;
  }

  byte[] file() {
    return Base64.getMimeDecoder().decode(base64);
  }

  /** What was encoded: red, green, blue and alpha. */
  static int[] rgba() {
    int[] samples = new int[WIDTH * HEIGHT * 4];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      samples[4 * i] = x * 255 / 19;
      samples[4 * i + 1] = y * 255 / 12;
      samples[4 * i + 2] = (x + y) * 255 / 31;
      samples[4 * i + 3] = 255 - 12 * x;
    }
    return samples;
  }
}
