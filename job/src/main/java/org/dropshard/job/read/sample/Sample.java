package org.dropshard.job.read.sample;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.tensor.Tensor;

/**
 * One sample, as read.
 *
 * @param source the row that it came in, for the columns that pass through
 * @param id the 64-bit id of the mask contract
 * @param maskId the id that decides the mask: the sample's own, or its group's
 * @param tensor its values
 * @param also those of its other tensors that are dropped with it, in the order of {@link
 *     Source#also}
 * @param origin where it was read, made only if somebody asks
 */
public record Sample(
    InternalRow source,
    long id,
    long maskId,
    Tensor tensor,
    List<Tensor> also,
    Supplier<Origin> origin) {

  /** A sample of one tensor. */
  public Sample(InternalRow source, long id, long maskId, Tensor tensor, Supplier<Origin> origin) {
    this(source, id, maskId, tensor, List.of(), origin);
  }

  /** This sample as a bad record. */
  public BadRecord bad(String reason) {
    return origin.get().bad(reason);
  }

  /**
   * Where a sample was read.
   *
   * @param file the file's full path
   * @param row its number there, or −1
   * @param key what identifies it
   */
  public record Origin(String file, long row, String key) {
    public BadRecord bad(String reason) {
      return new BadRecord(file, row, key, reason);
    }
  }
}
