package org.dropshard.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** The reference data in {@code resources/golden}; its README says which program made it. */
public final class Golden {
  private Golden() {}

  public static byte[] bytes(String name) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return in.readAllBytes();
    }
  }

  public static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(bytes(name));
  }

  public static Tensor npy(String name) throws IOException, NpyException {
    return Npy.read(bytes(name));
  }

  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
