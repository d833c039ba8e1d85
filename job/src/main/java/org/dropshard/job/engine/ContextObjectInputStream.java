package org.dropshard.job.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/** Finds classes where the application's are, which spark-submit loads apart from Spark's. */
final class ContextObjectInputStream extends ObjectInputStream {
  ContextObjectInputStream(InputStream in) throws IOException {
    super(in);
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    try {
      return Class.forName(
          description.getName(), false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      return super.resolveClass(description);
    }
  }
}
