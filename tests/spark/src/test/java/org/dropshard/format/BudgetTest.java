package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
  @ParameterizedTest
  @CsvSource({"local, 1", "local[3], 3", "'local[4,2]', 4", "spark://host:7077, 6", "yarn, 6"})
  void coresAreThoseOfTheMaster(String master, int cores) {
    SparkConf conf = new SparkConf(false).set("spark.executor.cores", "6");
    assertEquals(cores, Budget.cores(conf.set("spark.master", master)));
  }

  @Test
  void aTaskHasACoresShare() {
    assertEquals(900, Budget.share(1000, 1));
    assertEquals(225, Budget.share(1000, 4));
  }

  @Test
  void bothNumbersAreSaid() {
    assertEquals(Optional.empty(), Budget.refusal(0));
    assertEquals(Optional.empty(), Budget.refusal(Budget.available() / 2));
    long bytes = Budget.available() / 2 + 1;
    String refusal = Budget.refusal(bytes).orElseThrow();
    long needed = (2 * bytes + (1 << 20) - 1) >> 20;
    assertEquals(
        "Cannot fit in memory: "
            + needed
            + " MB needed, a task has "
            + (Budget.available() >> 20)
            + " MB",
        refusal);
    assertTrue(Budget.refusal(Long.MAX_VALUE).isPresent());
  }
}
