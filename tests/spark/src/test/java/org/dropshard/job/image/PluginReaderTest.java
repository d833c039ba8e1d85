package org.dropshard.job.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PluginReaderTest {

  @Test
  void jdkReadersAreThoseOfItsOwnModule() {
    for (String name : new String[] {"png.PNG", "gif.GIF", "bmp.BMP"}) {
      assertSame(
          ImageIO.class.getModule(),
          PluginReader.jdk(name + "ImageReaderSpi").getClass().getModule());
    }
  }

  @Test
  void missingReaderIsNamed() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> PluginReader.jdk("xyz.XyzSpi"));
    assertEquals("Cannot read pictures: this JVM has no xyz.XyzSpi", e.getMessage());
  }
}
