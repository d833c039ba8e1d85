package org.dropshard.bench.jobs;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What a job took.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all threads of the process, compiler and collector too
 * @param gcSeconds in which the collector was at work
 * @param peakHeapBytes the sum of the pools' peaks
 * @param spilledBytes of all tasks, in memory and on disk
 */
record Cost(
    double seconds,
    double cpuSeconds,
    double gcSeconds,
    double peakHeapBytes,
    double spilledBytes) {

  /** Measures a job from a heap without garbage. */
  static Cost of(Spills spills, Runnable job) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.gc();
    pools().forEach(MemoryPoolMXBean::resetPeakUsage);
    long spilled = spills.bytes();
    long gc = gcMillis();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    job.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Cost(
        seconds,
        (system.getProcessCpuTime() - cpu) / 1e9,
        (gcMillis() - gc) / 1e3,
        pools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum(),
        spills.bytes() - spilled);
  }

  /** The median of one figure. */
  static double median(List<Cost> costs, ToDoubleFunction<Cost> of) {
    double[] values = costs.stream().mapToDouble(of).sorted().toArray();
    return values.length % 2 == 1
        ? values[values.length / 2]
        : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
  }

  private static Stream<MemoryPoolMXBean> pools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static long gcMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }
}
