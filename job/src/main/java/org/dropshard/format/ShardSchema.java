package org.dropshard.format;

import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.cell.CellEncoding;

/**
 * What shards hold.
 *
 * @param columns all columns
 * @param tensor the name of the tensor column
 * @param encoding how its cells hold tensors
 * @param also how other columns of tensors hold them, by name
 */
public record ShardSchema(
    StructType columns, String tensor, CellEncoding encoding, Map<String, CellEncoding> also) {}
