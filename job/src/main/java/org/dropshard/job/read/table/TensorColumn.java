package org.dropshard.job.read.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.Features;
import org.dropshard.format.IndexedFormat;
import org.dropshard.format.LeafTypes;
import org.dropshard.format.TableFormat;
import org.dropshard.format.cell.ImageEncoding;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.cell.CellFormat;
import org.dropshard.job.read.cell.CellShape;
import org.dropshard.job.read.cell.FileCells;
import org.dropshard.job.read.cell.FloatArrayCells;
import org.dropshard.job.read.cell.ImageStructCells;
import org.dropshard.job.read.cell.ListCells;
import org.dropshard.job.read.cell.MagicCells;
import org.dropshard.job.read.cell.RaggedCells;
import org.dropshard.job.read.cell.RawCells;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * The tensor column of a table.
 *
 * @param field the column
 * @param cells how it holds tensors
 * @param parts columns that are part of the tensor (its shape, its type) and nothing for themselves
 * @param layout what the table says, or pictures are
 * @param pictures whether one of the first cells is a picture, of red before blue
 */
record TensorColumn(
    StructField field,
    CellFormat cells,
    List<String> parts,
    Optional<Layout> layout,
    boolean pictures) {

  private TensorColumn(
      StructField field, CellFormat cells, List<String> parts, Optional<Layout> layout) {
    this(field, cells, parts, layout, false);
  }

  /**
   * Finds it.
   *
   * @param rows the table's columns
   * @param first a few rows
   * @param footers what its files say of it
   * @throws JobException if there is none, or more than one
   */
  static TensorColumn of(
      StructType rows, InputConfig config, List<InternalRow> first, TableFooters footers) {
    StructField field = field(rows, config, footers);
    int ordinal = rows.fieldIndex(field.name());
    if (ImageCells.isImage(field.dataType())) {
      boolean redFirst =
          field.metadata().contains("encoding")
              && field.metadata().getString("encoding").equals(ImageEncoding.LABEL);
      return new TensorColumn(
          field,
          new ImageStructCells(ordinal, (StructType) field.dataType(), redFirst),
          List.of(),
          Optional.of(Layout.HWC),
          redFirst);
    }
    Optional<Layout> stated = config.layout().or(() -> layout(field.metadata()));
    if (FileCells.matches(field.dataType())) {
      boolean pictures = first.stream().anyMatch(row -> isPictureFile(row, ordinal));
      Optional<Layout> layout = pictures ? stated.or(() -> Optional.of(Layout.HWC)) : stated;
      MagicCells content = magic(FileCells.BYTES, config, layout);
      return new TensorColumn(field, new FileCells(ordinal, content), List.of(), layout, pictures);
    }
    List<String> parts = new ArrayList<>();
    CellShape shape = shape(rows, field, config, parts);
    FooterTensors.Declared declared = footers.column(field.name());
    if (declared != null && declared.dtype() == null) {
      throw JobException.input(
          "Invalid column: " + field.name() + " holds tensors of a type that is not read here");
    }
    if (isRagged(field, declared)) {
      StructType struct = (StructType) field.dataType();
      DType dtype = declared != null ? declared.dtype() : ListCells.dtype(struct.apply(0));
      return new TensorColumn(field, new RaggedCells(ordinal, struct, dtype), List.of(), stated);
    }
    DType elements = elements(field.dataType());
    if (field.dataType() instanceof ArrayType list && (declared != null || elements == null)) {
      CellShape said = declared == null ? null : footers.shape(field.name(), rows.length());
      DType dtype = declared == null ? listed(field, config) : declared.dtype();
      return new TensorColumn(
          field,
          new ListCells(ordinal, list, dtype, said == null ? shape : said),
          List.of(),
          stated);
    }
    if (elements != null) {
      return new TensorColumn(field, new FloatArrayCells(ordinal, shape, elements), parts, stated);
    }
    Optional<String> dtype = dtype(rows, field, config, parts);
    if (dtype.isPresent()) {
      return new TensorColumn(field, raw(rows, ordinal, shape, dtype.get()), parts, stated);
    }
    boolean pictures =
        first.stream()
            .anyMatch(
                row -> !row.isNullAt(ordinal) && MagicCells.isPicture(row.getBinary(ordinal)));
    Optional<Layout> layout = pictures ? stated.or(() -> Optional.of(Layout.HWC)) : stated;
    return new TensorColumn(field, magic(ordinal, config, layout), List.of(), layout, pictures);
  }

  /** The type of a list's elements: as it is asked for, or the column's own. */
  private static DType listed(StructField field, InputConfig config) {
    Optional<DType> asked = config.cellDtype().flatMap(TensorColumn::ofLabel);
    if (asked.isPresent() && !ListCells.holds(field.dataType(), asked.get())) {
      throw JobException.invalid(
          "--cell-dtype",
          asked.get().label(),
          "column " + field.name() + " holds " + field.dataType().sql());
    }
    DType dtype = asked.orElseGet(() -> ListCells.dtype(field));
    if (dtype == null) {
      throw JobException.input(
          Invalid.message(
              "--column",
              field.name() + " holds " + field.dataType().sql(),
              "tensors have no such type: say by --cell-dtype uint8, uint16, int16 or int32 what its values are"));
    }
    return dtype;
  }

  private static boolean isRagged(StructField field, FooterTensors.Declared declared) {
    boolean half = declared != null && declared.dtype() == DType.FLOAT16;
    return RaggedCells.matches(field.dataType(), half);
  }

  private static Optional<DType> ofLabel(String label) {
    return Arrays.stream(DType.values()).filter(type -> type.label().equals(label)).findFirst();
  }

  private static boolean isPictureFile(InternalRow row, int ordinal) {
    if (row.isNullAt(ordinal)) {
      return false;
    }
    InternalRow file = row.getStruct(ordinal, FileCells.FIELDS);
    return !file.isNullAt(FileCells.BYTES) && MagicCells.isPicture(file.getBinary(FileCells.BYTES));
  }

  private static MagicCells magic(int ordinal, InputConfig config, Optional<Layout> layout) {
    return new MagicCells(ordinal, config.pictures(), layout.orElse(Layout.HWC));
  }

  private static StructField field(StructType rows, InputConfig config, TableFooters footers) {
    Optional<String> named =
        config.columnChoice().stream()
            .findFirst()
            .or(
                () ->
                    Arrays.stream(rows.fieldNames())
                        .filter(config.features().tensor()::equals)
                        .findFirst());
    List<StructField> candidates =
        Arrays.stream(rows.fields())
            .filter(field -> named.map(field.name()::equals).orElse(isTensor(field, footers)))
            .filter(field -> isOwn(field.name(), config))
            .toList();
    if (candidates.isEmpty() && named.isEmpty()) {
      candidates =
          Arrays.stream(rows.fields())
              .filter(field -> isFlatTensor(field, config))
              .filter(field -> isOwn(field.name(), config))
              .toList();
    }
    if (candidates.size() == 1
        && (isTensor(candidates.get(0), footers)
            || ListCells.depth(candidates.get(0)) > 0
            || ListCells.isLong(candidates.get(0).dataType()))) {
      return candidates.get(0);
    }
    String columns = String.join(", ", rows.fieldNames());
    for (StructField field : rows.fields()) {
      if (isUnread(field) && named.map(field.name()::equals).orElse(candidates.isEmpty())) {
        throw JobException.input(
            "Invalid column: "
                + field.name()
                + " is of "
                + field.metadata().getString(TableFormat.UNREAD));
      }
    }
    if (named.isPresent()) {
      throw JobException.input(
          Invalid.message(
              "--column",
              named.get(),
              "a column of binary, array<float>, array<double> or image; there are " + columns));
    }
    throw JobException.input(
        candidates.isEmpty()
            ? "Cannot find a tensor column among "
                + columns
                + " (binary, array<float>, array<double> or image)"
            : "Cannot choose a tensor column among "
                + String.join(", ", candidates.stream().map(StructField::name).toList())
                + " (say it by --column; of pictures in one or another: --column 'jpg;png')");
  }

  /** Whether a column is not the key, nor unless it is asked for one of other tensors. */
  private static boolean isOwn(String name, InputConfig config) {
    return !config.key().equals(Optional.of(name))
        && (config.column().isPresent()
            || config.also().stream().noneMatch(also -> also.column().equals(name)));
  }

  private static boolean isTensor(StructField field, TableFooters footers) {
    DataType type = field.dataType();
    return type == BinaryType$.MODULE$ && !LeafTypes.isOpaque(field) && !isUnread(field)
        || elements(type) != null && !field.metadata().contains(IndexedFormat.VECTORS)
        || ImageCells.isImage(type)
        || FileCells.matches(type)
        || isRagged(field, footers.column(field.name()))
        || ListCells.depth(field) > 1
        || footers.column(field.name()) != null;
  }

  /** A column as it passes through: not to be read as tensors is said of the input alone. */
  static StructField passing(StructField field) {
    return isUnread(field)
        ? field.copy(
            field.name(),
            field.dataType(),
            field.nullable(),
            new MetadataBuilder().withMetadata(field.metadata()).remove(TableFormat.UNREAD).build())
        : field;
  }

  private static boolean isUnread(StructField field) {
    return field.metadata().contains(TableFormat.UNREAD);
  }

  /**
   * Lists that may be tensors where nothing else is: of a type that tensors have and labels do not,
   * or of a shape that was given.
   */
  private static boolean isFlatTensor(StructField field, InputConfig config) {
    DType dtype = ListCells.dtype(field);
    return dtype == null && ListCells.isLong(field.dataType())
        ? config.cellShape().isPresent() && config.cellDtype().isPresent()
        : dtype != null
            && (config.cellShape().isPresent()
                || dtype == DType.UINT8
                || dtype == DType.UINT16
                || dtype == DType.FLOAT16);
  }

  private static DType elements(DataType type) {
    if (type instanceof ArrayType array) {
      if (array.elementType() == FloatType$.MODULE$) {
        return DType.FLOAT32;
      }
      return array.elementType() == DoubleType$.MODULE$ ? DType.FLOAT64 : null;
    }
    return null;
  }

  private static CellShape shape(
      StructType rows, StructField field, InputConfig config, List<String> parts) {
    Features features = config.features();
    if (config.cellShape().isEmpty() && isFeature(rows, field, features, features.shape())) {
      parts.add(features.shape());
      return CellShape.column(features.shape(), rows);
    }
    return config
        .fixedCellShape()
        .map(CellShape::fixed)
        .or(() -> config.cellShape().map(name -> CellShape.column(name, rows)))
        .orElse(null);
  }

  private static Optional<String> dtype(
      StructType rows, StructField field, InputConfig config, List<String> parts) {
    Features features = config.features();
    if (config.cellDtype().isEmpty() && isFeature(rows, field, features, features.dtype())) {
      parts.add(features.dtype());
      return Optional.of(features.dtype());
    }
    return config.cellDtype();
  }

  /** Whether the tensor column is named as the features are, and has such another beside it. */
  private static boolean isFeature(
      StructType rows, StructField field, Features features, String name) {
    return field.name().equals(features.tensor())
        && Arrays.asList(rows.fieldNames()).contains(name);
  }

  private static CellFormat raw(StructType rows, int ordinal, CellShape shape, String name) {
    if (shape == null) {
      throw JobException.usage("Missing --cell-shape (raw cells of --cell-dtype need it)");
    }
    DType dtype = ofLabel(name).orElse(null);
    if (dtype == null && !Arrays.asList(rows.fieldNames()).contains(name)) {
      throw JobException.invalid("--cell-dtype", name, "a type, or a column of type names");
    }
    return new RawCells(ordinal, shape, dtype, dtype == null ? rows.fieldIndex(name) : -1);
  }

  private static Optional<Layout> layout(Metadata metadata) {
    return metadata.contains("layout")
        ? Optional.of(Layout.ofLabel(metadata.getString("layout")))
        : Optional.empty();
  }
}
