package org.dropshard.job.cli;

import java.io.PrintStream;
import java.util.List;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.verify.Verification;

/** {@code verify}. */
final class VerifyCommand {
  private VerifyCommand() {}

  static void run(Invocation invocation, PrintStream out) {
    String output = invocation.settings().required(Setting.OUTPUT);
    List<String> inputs = invocation.settings().list(Setting.INPUT);
    Outputs.checkExists(output, Application.hadoop());
    String how = AugmentConfig.progress(invocation.settings());
    Application.withSession(
        "verify",
        spark -> {
          Verification.Result result =
              ProgressDisplay.during(
                  how,
                  spark.sparkContext(),
                  progress -> Verification.run(spark, output, inputs, progress));
          out.printf("verified   %d rows in %d shards%n", result.rows(), result.shards());
          out.printf("digest     %s%n", result.digest());
          out.printf("bytes      %s%n", result.bytes());
          out.printf("account    %s%n", result.account());
          out.printf(
              "masks      %s%s%n",
              result.masks(), inputs.isEmpty() ? "" : "; every row made again from the input");
        });
  }
}
