package org.dropshard.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.read.listing.InputPart;
import org.dropshard.job.read.listing.InputPartSerializer;
import org.dropshard.spark.DropshardKryoRegistrator;

/**
 * The functions' types and the job's own: a list of files is all that the job sends as objects, its
 * results travel as bytes.
 */
public final class JobKryoRegistrator extends DropshardKryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    super.registerClasses(kryo);
    kryo.register(InputPart.class, new InputPartSerializer());
    kryo.register(InputPart[].class);
    kryo.register(InputPart[][].class);
    registerListings(kryo);
  }

  /** Spark lists more than 32 folders in tasks. */
  private static void registerListings(Kryo kryo) {
    kryo.register(Path[].class);
    kryo.register(Path.class, new JavaSerializer());
    kryo.register(FileStatus[].class);
    kryo.register(FileStatus.class, new JavaSerializer());
    kryo.register(LocatedFileStatus.class, new JavaSerializer());
  }
}
