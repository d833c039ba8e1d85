package org.dropshard.job.read.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;

/**
 * What a Parquet file's footer says of tensors in its columns: Arrow's fixed_shape_tensor, Ray
 * Data's tensors, and the arrays of Hugging Face's datasets. Only JSON is read of it; a pickle
 * stays one.
 */
final class FooterTensors {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ARROW_TENSOR = "arrow.fixed_shape_tensor";
  private static final Set<String> RAY_TENSORS =
      Set.of("ray.data.arrow_tensor", "ray.data.arrow_tensor_v2");
  private static final String RAY_RAGGED = "ray.data.arrow_variable_shaped_tensor";

  private FooterTensors() {}

  /**
   * A column of tensors.
   *
   * @param dtype the elements' type; null if it is one that is not read here
   * @param shape the axes; null if they stand in the cells
   */
  record Declared(DType dtype, int[] shape) {}

  /**
   * The columns of a file.
   *
   * @throws IOException if the file is no Parquet, or its footer is damaged
   * @throws JobException if a footer says of tensors what is not read here
   */
  static Map<String, Declared> of(String file, Configuration hadoop) throws IOException {
    return of(footer(file, hadoop));
  }

  /** The texts by name that a file's footer has. */
  static Map<String, String> footer(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    // Without options, Parquet reads Hadoop's configuration from its files again.
    ParquetReadOptions options =
        HadoopReadOptions.builder(hadoop, path)
            .withMetadataFilter(ParquetMetadataConverter.SKIP_ROW_GROUPS)
            .build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, hadoop), options)) {
      return reader.getFooter().getFileMetaData().getKeyValueMetaData();
    } catch (RuntimeException e) { // the library throws both
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What the numbers of Hugging Face's ClassLabel columns are called, from 0. */
  static Map<String, List<String>> classNames(Map<String, String> footer) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    json(footer.getOrDefault("huggingface", "{}"))
        .at("/info/features")
        .properties()
        .forEach(
            feature -> {
              if (feature.getValue().path("_type").asText().equals("ClassLabel")) {
                List<String> classes = new ArrayList<>();
                feature.getValue().path("names").forEach(name -> classes.add(name.asText()));
                names.put(feature.getKey(), List.copyOf(classes));
              }
            });
    return names;
  }

  /** The columns of a file with such a footer. */
  static Map<String, Declared> of(Map<String, String> footer) throws IOException {
    Map<String, Declared> columns = new LinkedHashMap<>();
    if (footer.containsKey("huggingface")) {
      JsonNode features = json(footer.get("huggingface")).at("/info/features");
      features
          .properties()
          .forEach(
              feature -> {
                if (feature.getValue().path("_type").asText().matches("Array[2-5]D")) {
                  DType dtype = dtype(feature.getValue().path("dtype").asText());
                  columns.put(feature.getKey(), new Declared(dtype, null));
                }
              });
    }
    if (footer.containsKey("ARROW:schema")) {
      for (Field field : schema(footer.get("ARROW:schema")).getFields()) {
        String extension = field.getMetadata().getOrDefault("ARROW:extension:name", "");
        String metadata = field.getMetadata().getOrDefault("ARROW:extension:metadata", "");
        if (extension.equals(ARROW_TENSOR)) {
          columns.put(field.getName(), fixed(field, json(metadata)));
        } else if (RAY_TENSORS.contains(extension)) {
          columns.put(field.getName(), new Declared(elements(field), axes(field, json(metadata))));
        } else if (extension.equals(RAY_RAGGED) && !field.getChildren().isEmpty()) {
          columns.put(field.getName(), new Declared(elements(field.getChildren().get(0)), null));
        }
      }
    }
    return columns;
  }

  private static Schema schema(String base64) throws IOException {
    try {
      return Schema.deserializeMessage(ByteBuffer.wrap(Base64.getDecoder().decode(base64)));
    } catch (RuntimeException e) {
      throw new IOException("Invalid ARROW:schema in a footer: " + e.getMessage(), e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode();
    }
  }

  private static Declared fixed(Field field, JsonNode metadata) {
    int[] shape = axes(field, metadata.path("shape"));
    JsonNode permutation = metadata.path("permutation");
    for (int i = 0; i < permutation.size(); i++) {
      if (permutation.get(i).asInt() != i) {
        throw JobException.input(
            Invalid.message(
                "column",
                field.getName() + " holds permuted tensors",
                "axes " + permutation + "; store them in the order of their axes"));
      }
    }
    return new Declared(elements(field), shape);
  }

  private static int[] axes(Field field, JsonNode shape) {
    int[] axes = new int[shape.size()];
    Arrays.setAll(axes, i -> shape.get(i).asInt(-1));
    if (!shape.isArray() || Arrays.stream(axes).anyMatch(axis -> axis < 0)) {
      throw JobException.input(
          Invalid.message(
              "column",
              field.getName() + " holds tensors whose shape is not in JSON",
              "a pickle is never read"));
    }
    return axes;
  }

  private static DType elements(Field list) {
    if (list.getChildren().isEmpty()) {
      return null;
    }
    ArrowType type = list.getChildren().get(0).getType();
    if (type instanceof ArrowType.FloatingPoint real) {
      return switch (real.getPrecision()) {
        case HALF -> DType.FLOAT16;
        case SINGLE -> DType.FLOAT32;
        case DOUBLE -> DType.FLOAT64;
      };
    }
    return type instanceof ArrowType.Int integer
        ? dtype((integer.getIsSigned() ? "int" : "uint") + integer.getBitWidth())
        : null;
  }

  private static DType dtype(String label) {
    return Arrays.stream(DType.values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElse(null);
  }
}
