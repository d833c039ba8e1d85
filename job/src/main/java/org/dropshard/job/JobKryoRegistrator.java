package org.dropshard.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.dropshard.spark.DropshardKryoRegistrator;

/**
 * The functions' types, and what Spark sends for the job: lists of files and results travel as
 * bytes.
 */
public final class JobKryoRegistrator extends DropshardKryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    super.registerClasses(kryo);
    kryo.register(byte[][].class);
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
