package org.dropshard.job;

import com.esotericsoftware.kryo.Kryo;
import org.dropshard.job.read.InputFile;
import org.dropshard.job.read.InputFileSerializer;
import org.dropshard.spark.DropshardKryoRegistrator;

/**
 * The functions' types and the job's own: a list of files is all that the job sends as objects, its
 * results travel as bytes.
 */
public final class JobKryoRegistrator extends DropshardKryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    super.registerClasses(kryo);
    kryo.register(InputFile.class, new InputFileSerializer());
    kryo.register(InputFile[].class);
    kryo.register(InputFile[][].class);
  }
}
