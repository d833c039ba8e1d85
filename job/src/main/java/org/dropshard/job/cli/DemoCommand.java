package org.dropshard.job.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.error.OneLine;

/** {@code demo}: pictures of its own in class folders, and spatial dropout on them. */
final class DemoCommand {
  private static final int PICTURES = 120;
  private static final long SEED = 42;

  private DemoCommand() {}

  static void run(Invocation invocation, PrintStream out) {
    Path folder = Path.of(invocation.settings().text(Setting.OUTPUT).orElse("dropshard-demo"));
    Path pictures = folder.resolve("pictures");
    try {
      if (Files.exists(folder) && !Files.exists(pictures)) {
        throw new JobException(
            ExitCode.OUTPUT, "Output exists: " + folder + " (choose another by --output)");
      }
      Files.createDirectories(pictures);
      DemoPictures.write(pictures, PICTURES, SEED);
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT, "Cannot write " + folder + " (" + e.getMessage() + ")", e);
    }
    out.println("pictures   " + OneLine.of(pictures.toString()));
    Settings settings =
        Settings.resolve(
            Optional.empty(),
            List.of(),
            Map.of(
                Setting.INPUT, List.of(pictures.toString()),
                Setting.KIND, List.of("spatial"),
                Setting.DROP, List.of("0.3"),
                Setting.SEED, List.of(Long.toString(SEED)),
                Setting.OUTPUT, List.of(folder.resolve("augmented").toString()),
                Setting.IF_EXISTS, List.of("overwrite"),
                Setting.PROGRESS, invocation.settings().list(Setting.PROGRESS)));
    AugmentCommand.run(AugmentConfig.of(settings), "demo", out);
    out.println("The same on your own pictures:");
    out.println(
        "  job/bin/dropshard augment --input YOUR_FOLDER --kind spatial --drop 0.3 --seed 42 --output OUT");
  }
}
