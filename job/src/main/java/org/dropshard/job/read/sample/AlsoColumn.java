package org.dropshard.job.read.sample;

import java.io.Serializable;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.Also;
import org.dropshard.tensor.Layout;

/**
 * A column of other tensors that are dropped with a sample's.
 *
 * @param asked what was asked of it
 * @param ordinal where rows have it
 * @param encoding how its cells are written: as they were read, pictures as PNG or TIFF
 * @param layout where its tensors hold their channels, if anything says it; else null
 */
public record AlsoColumn(Also asked, int ordinal, CellEncoding encoding, Layout layout)
    implements Serializable {
  /** Its name. */
  public String name() {
    return asked.column();
  }
}
