package org.dropshard.format.npy;

import java.util.List;
import java.util.Optional;
import org.dropshard.format.ArrayFormat;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** What {@code numpy.save} and {@code numpy.savez} write. */
public record NpyFormat() implements ArrayFormat {
  private static final String NPY = ".npy";
  private static final String NPZ = ".npz";

  @Override
  public String label() {
    return "npy";
  }

  @Override
  public List<String> endings() {
    return List.of(NPY, NPZ);
  }

  @Override
  public boolean hasStart(byte[] start) {
    return Npy.isNpy(start);
  }

  @Override
  public boolean isArchive(String name) {
    return name.endsWith(NPZ);
  }

  @Override
  public boolean isNpy(String name) {
    return !isArchive(name);
  }

  @Override
  public ArrayFile open(String name, byte[] content) {
    return isArchive(name) ? new NpzArrays(content) : new One(content);
  }

  @Override
  public Optional<ArrayFile> ofCell(byte[] cell) {
    return NpzArrays.isZip(cell)
        ? Optional.of(new NpzArrays(cell))
        : Npy.isNpy(cell) ? Optional.of(new One(cell)) : Optional.empty();
  }

  @Override
  public boolean hasNames() {
    return true;
  }

  @Override
  public String emptyRule() {
    return "Invalid npz: no array (a zip of npy arrays)";
  }

  private static final class One extends OneArray {
    private final byte[] npy;

    One(byte[] npy) {
      this.npy = npy;
    }

    @Override
    public Tensor tensor() throws NpyException {
      return Npy.read(npy);
    }
  }
}
