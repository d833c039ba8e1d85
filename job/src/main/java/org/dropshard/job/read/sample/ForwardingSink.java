package org.dropshard.job.read.sample;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Hands all on; what a reader on top of another changes, it overrides. */
public class ForwardingSink implements SampleReader.Sink {
  private final SampleReader.Sink next;

  protected ForwardingSink(SampleReader.Sink next) {
    this.next = next;
  }

  @Override
  public void sample(Sample sample) throws IOException {
    next.sample(sample);
  }

  @Override
  public void bad(BadRecord record) throws IOException {
    next.bad(record);
  }

  @Override
  public boolean wants(long id) {
    return next.wants(id);
  }

  @Override
  public void unselected() {
    next.unselected();
  }

  @Override
  public void pages(int count, Optional<String> nodata) {
    next.pages(count, nodata);
  }

  @Override
  public void channels(List<String> names) {
    next.channels(names);
  }
}
