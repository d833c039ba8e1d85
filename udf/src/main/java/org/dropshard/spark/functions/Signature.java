package org.dropshard.spark.functions;

import org.apache.spark.sql.types.DataType;

/**
 * What one call is bound to.
 *
 * @param name of the function
 * @param canonicalName {@code dropshard.tensor_dtype(binary)}: the same in every session and
 *     version
 * @param inputTypes what Spark is to cast the arguments to
 * @param resultType what comes of it
 */
record Signature(String name, String canonicalName, DataType[] inputTypes, DataType resultType) {}
