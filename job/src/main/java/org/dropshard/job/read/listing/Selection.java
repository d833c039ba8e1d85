package org.dropshard.job.read.listing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.EachFile;
import org.dropshard.format.InputFormat;
import org.dropshard.format.TableFormat;

/**
 * The files of a listing that are of one kind: those whose names say so and those whose first bytes
 * do, in the listing's order.
 *
 * @param files which they are
 * @param leftOut what the listing has left out, and the files of other kinds
 */
public record Selection(List<InputFile> files, LeftOuts leftOut) {

  /** Selects; files whose names do not tell are looked into, many of them by Spark's tasks. */
  public static Selection of(SparkSession spark, Listing listing, InputFormat kind) {
    return of(FirstBytes.by(spark), listing, kind);
  }

  /** The same without Spark. */
  public static Selection of(Configuration hadoop, Listing listing, InputFormat kind) {
    return of(EachFile.here(hadoop), listing, kind);
  }

  private static Selection of(EachFile each, Listing listing, InputFormat kind) {
    List<InputFile> unnamed =
        listing.files().stream()
            .filter(file -> isCandidate(file, kind) && !isNamed(file, kind) && file.length() > 0)
            .toList();
    List<FirstBytes.Verdict> verdicts = FirstBytes.verdicts(each, unnamed, kind);
    Map<InputFile, FirstBytes.Verdict> looked = new HashMap<>();
    for (int i = 0; i < verdicts.size(); i++) {
      looked.put(unnamed.get(i), verdicts.get(i));
    }
    List<InputFile> files = new ArrayList<>();
    LeftOuts leftOut = listing.leftOut().copy();
    for (InputFile file : listing.files()) {
      FirstBytes.Verdict verdict = looked.get(file);
      if (verdict == FirstBytes.Verdict.WANTED || isCandidate(file, kind) && isNamed(file, kind)) {
        files.add(file);
      } else {
        leftOut.add(reason(file, verdict), file.name());
      }
    }
    return new Selection(files, leftOut);
  }

  private static boolean isNamed(InputFile file, InputFormat kind) {
    return kind.hasName(file.name().toLowerCase(Locale.ROOT));
  }

  /** Spark hides what begins with {@code _} from every reader of its own. */
  private static boolean isCandidate(InputFile file, InputFormat kind) {
    return !(kind instanceof TableFormat) || !file.isMarked();
  }

  private static Reason reason(InputFile file, FirstBytes.Verdict verdict) {
    if (verdict == FirstBytes.Verdict.POINTER) {
      return Reason.POINTER;
    }
    if (verdict == FirstBytes.Verdict.UNREADABLE) {
      return Reason.UNREADABLE;
    }
    if (file.isMarked()) {
      return Reason.HIDDEN;
    }
    return file.length() == 0 ? Reason.EMPTY : Reason.OTHER;
  }
}
