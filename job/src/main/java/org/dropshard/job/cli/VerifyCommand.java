package org.dropshard.job.cli;

import java.io.PrintStream;
import java.util.Optional;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.sign.VerifyingKey;
import org.dropshard.job.verify.GivenInput;
import org.dropshard.job.verify.Verification;

/** {@code verify}. */
final class VerifyCommand {
  private VerifyCommand() {}

  static void run(Invocation invocation, PrintStream out) {
    GivenInput input = GivenInput.of(invocation.settings());
    OutputPlace place = OutputPlace.of(invocation.settings(), Application.hadoop());
    Optional<VerifyingKey> key =
        invocation.settings().text(Setting.PUBLIC_KEY).map(VerifyingKey::read);
    String how = AugmentConfig.progress(invocation.settings());
    Application.withSession(
        "verify",
        spark -> {
          Verification.Result result =
              ProgressDisplay.during(
                  how,
                  spark.sparkContext(),
                  progress -> Verification.run(spark, place.folder(spark), input, key, progress));
          out.printf(
              "verified   %d rows in %s%n",
              result.rows(), result.shards() == 0 ? "the table" : result.shards() + " shards");
          out.printf("digest     %s%n", result.digest());
          out.printf("bytes      %s%n", result.bytes());
          out.printf("account    %s%n", result.account());
          out.printf("provenance %s%n", result.provenance());
          result.earlier().forEach(run -> out.printf("input of   %s%n", run.line()));
          out.printf(
              "masks      %s%s%n",
              result.masks(),
              input.isEmpty()
                  ? ""
                  : result.exact()
                      ? "; every row made again from the input"
                      : "; ids, columns and shapes are those of the input");
        });
  }
}
