package org.dropshard.job.preview;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sample that is shown, before and after.
 *
 * @param rank why it is shown
 * @param id its id
 * @param tensor its type and shape
 * @param channels how many it has
 * @param view how its pictures show them
 * @param before pictures of what was read
 * @param copies what was written
 * @param others the tensors that were dropped with its own, ranked by their columns' names
 */
public record ShownSample(
    Rank rank,
    long id,
    String tensor,
    int channels,
    Thumbnails.View view,
    List<byte[]> before,
    List<Copy> copies,
    List<ShownSample> others) {
  /** In the byte of the view: there are others. The first outputs never have it. */
  private static final int WITH_OTHERS = 64;

  /**
   * A copy.
   *
   * @param copy its number
   * @param units what could be dropped
   * @param dropped how many were
   * @param droppedChannels the channels that were dropped whole, as far as they are shown
   * @param pictures as those before
   */
  public record Copy(
      int copy, long units, long dropped, int[] droppedChannels, List<byte[]> pictures) {}

  void write(DataOutput out) throws IOException {
    rank.write(out);
    out.writeLong(id);
    out.writeUTF(tensor);
    out.writeInt(channels);
    out.writeByte(view.ordinal() | (others.isEmpty() ? 0 : WITH_OTHERS));
    write(before, out);
    out.writeInt(copies.size());
    for (Copy copy : copies) {
      out.writeInt(copy.copy);
      out.writeLong(copy.units);
      out.writeLong(copy.dropped);
      out.writeInt(copy.droppedChannels.length);
      for (int channel : copy.droppedChannels) {
        out.writeInt(channel);
      }
      write(copy.pictures, out);
    }
    if (!others.isEmpty()) {
      out.writeInt(others.size());
      for (ShownSample other : others) {
        other.write(out);
      }
    }
  }

  static ShownSample read(DataInput in) throws IOException {
    Rank rank = Rank.read(in);
    long id = in.readLong();
    String tensor = in.readUTF();
    int channels = in.readInt();
    int form = in.readByte();
    Thumbnails.View view = Thumbnails.View.values()[form & ~WITH_OTHERS];
    List<byte[]> before = readPictures(in);
    List<Copy> copies = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      int copy = in.readInt();
      long units = in.readLong();
      long dropped = in.readLong();
      int[] droppedChannels = new int[in.readInt()];
      for (int i = 0; i < droppedChannels.length; i++) {
        droppedChannels[i] = in.readInt();
      }
      copies.add(new Copy(copy, units, dropped, droppedChannels, readPictures(in)));
    }
    List<ShownSample> others = new ArrayList<>();
    for (int left = (form & WITH_OTHERS) == 0 ? 0 : in.readInt(); left > 0; left--) {
      others.add(read(in));
    }
    return new ShownSample(rank, id, tensor, channels, view, before, copies, others);
  }

  private static void write(List<byte[]> pictures, DataOutput out) throws IOException {
    out.writeInt(pictures.size());
    for (byte[] picture : pictures) {
      out.writeInt(picture.length);
      out.write(picture);
    }
  }

  private static List<byte[]> readPictures(DataInput in) throws IOException {
    byte[][] pictures = new byte[in.readInt()][];
    for (int i = 0; i < pictures.length; i++) {
      pictures[i] = new byte[in.readInt()];
      in.readFully(pictures[i]);
    }
    return Arrays.asList(pictures);
  }
}
