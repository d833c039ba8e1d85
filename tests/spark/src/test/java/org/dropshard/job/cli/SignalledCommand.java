package org.dropshard.job.cli;

import java.util.concurrent.CountDownLatch;
import org.dropshard.job.error.Interruption;

/** A process that works until it is told to end, and then clears up for a while. */
public final class SignalledCommand {
  private SignalledCommand() {}

  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch ended = Signals.watch();
    System.out.println("working");
    while (!Interruption.begun()) {
      Thread.sleep(20);
    }
    Thread.sleep(500);
    System.out.println(Interruption.message());
    ended.countDown();
  }
}
