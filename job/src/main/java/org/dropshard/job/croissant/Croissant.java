package org.dropshard.job.croissant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.OutputRecord;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.ShardRecord;

/**
 * An output in Croissant 1.1, its files named from the output's folder. Of Parquet the records have
 * fields, of other formats the files alone are told.
 *
 * @see <a href="http://mlcommons.org/croissant/1.1">Croissant Format Specification 1.1</a>
 */
public final class Croissant {
  public static final String FILE = Account.FOLDER + "/croissant.json";

  private static final String SHARDS = "shards";
  private static final String SAMPLES = "samples";

  private static final String SCHEMA = "https://schema.org/";

  /** The names of the recommended context that stand for themselves. */
  private static final List<String> TERMS =
      List.of(
          "arrayShape",
          "citeAs",
          "column",
          "containedIn",
          "equivalentProperty",
          "excludes",
          "extract",
          "field",
          "fileObject",
          "fileProperty",
          "fileSet",
          "format",
          "includes",
          "isArray",
          "isLiveDataset",
          "jsonPath",
          "key",
          "md5",
          "parentField",
          "path",
          "recordSet",
          "references",
          "regex",
          "repeated",
          "replace",
          "samplingRate",
          "separator",
          "source",
          "subField",
          "transform");

  private Croissant() {}

  /**
   * The file of an output.
   *
   * @param run its record
   * @param shards each with its SHA-256
   */
  public static String text(RunRecord run, List<ShardRecord.File> shards, Description description) {
    ObjectNode dataset = Json.object();
    context(dataset.putObject("@context"));
    dataset.put("@type", "sc:Dataset");
    dataset.put("conformsTo", "http://mlcommons.org/croissant/1.1");
    String path = run.output().path().replaceFirst("/+$", "");
    dataset.put("name", description.get("name", path.substring(path.lastIndexOf('/') + 1)));
    dataset.put(
        "description",
        description.get(
            "description",
            run.rows().out()
                + " rows of "
                + run.rows().in()
                + " samples under dropout, seed "
                + run.seed()));
    dataset.put("license", description.facts().get("license"));
    dataset.put("url", description.facts().get("url"));
    dataset
        .putObject("creator")
        .put("@type", "sc:Organization")
        .put("name", description.facts().get("creator"));
    dataset.put("datePublished", description.get("datePublished", run.timings().finished()));
    dataset.put("version", description.get("version", "1.0.0"));
    Optional.ofNullable(description.facts().get("citeAs"))
        .ifPresent(text -> dataset.put("citeAs", text));
    if ("true".equals(run.config().get("incremental"))) {
      dataset.put("isLiveDataset", true);
    }
    origin(dataset, run);
    files(dataset.putArray("distribution"), run.output(), shards);
    if (run.output().format().equals("parquet") && !shards.isEmpty()) {
      ObjectNode records = dataset.putArray("recordSet").addObject();
      records.put("@type", "cr:RecordSet").put("@id", SAMPLES).put("name", SAMPLES);
      new Fields(SHARDS, SAMPLES)
          .addTo(
              records.putArray("field"),
              StructType.fromDDL(run.output().columns()),
              run.output().partitionBy());
    }
    return Json.pretty(dataset);
  }

  private static void context(ObjectNode context) {
    context.put("@language", "en");
    context.put("@vocab", SCHEMA);
    context.put("sc", SCHEMA);
    context.put("cr", "http://mlcommons.org/croissant/");
    context.put("rai", "http://mlcommons.org/croissant/RAI/");
    context.put("dct", "http://purl.org/dc/terms/");
    context.put("prov", "http://www.w3.org/ns/prov#");
    context.put("conformsTo", "dct:conformsTo");
    context.putObject("dataType").put("@id", "cr:dataType").put("@type", "@vocab");
    for (String embedded : List.of("data", "examples")) {
      context.putObject(embedded).put("@id", "cr:" + embedded).put("@type", "@json");
    }
    TERMS.forEach(term -> context.put(term, "cr:" + term));
  }

  /** By PROV-O: from which inputs, by which activity of whom. */
  private static void origin(ObjectNode dataset, RunRecord run) {
    ArrayNode inputs = dataset.putArray("prov:wasDerivedFrom");
    run.input().paths().forEach(path -> inputs.addObject().put("@id", url(path)));
    ObjectNode activity = dataset.putObject("prov:wasGeneratedBy");
    activity.put("@type", "prov:Activity");
    activity.put("prov:label", "dropshard");
    activity.put(
        "description",
        "Dropout "
            + Json.line(run.dropout())
            + ", seed "
            + run.seed()
            + ", mask contract "
            + run.contract()
            + ", digest of all rows "
            + run.digest());
    activity.put("prov:startedAtTime", run.timings().started());
    activity.put("prov:endedAtTime", run.timings().finished());
    activity
        .putObject("prov:wasAssociatedWith")
        .put("@type", "prov:SoftwareAgent")
        .put("prov:label", "Dropshard " + run.versions().dropshard());
  }

  private static void files(ArrayNode list, OutputRecord output, List<ShardRecord.File> shards) {
    String type = mediaType(output.format());
    Set<String> patterns = new TreeSet<>();
    for (ShardRecord.File shard : shards) {
      ObjectNode file = list.addObject().put("@type", "cr:FileObject").put("@id", shard.file());
      file.put("name", shard.file());
      file.put("contentUrl", url(shard.file()));
      file.put("contentSize", shard.bytes() + " B");
      file.put("encodingFormat", type);
      file.put("sha256", shard.sha256());
      patterns.add(
          "*/".repeat(output.partitionBy().size())
              + "*"
              + shard.file().substring(shard.file().lastIndexOf('.')));
    }
    if (!shards.isEmpty()) {
      ObjectNode all = list.addObject().put("@type", "cr:FileSet").put("@id", SHARDS);
      all.put("name", SHARDS).put("encodingFormat", type);
      all.set("includes", Json.tree(patterns));
    }
  }

  private static String mediaType(String format) {
    return switch (format) {
      case "parquet" -> "application/x-parquet";
      case "webdataset" -> "application/x-tar";
      case "npz" -> "application/zip";
      default -> "application/octet-stream";
    };
  }

  /** A path as a reference; one with a scheme is one already. */
  static String url(String path) {
    if (path.matches("[a-zA-Z][\\w+.-]*:.*")) {
      return path;
    }
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot refer to " + path, e);
    }
  }

  /**
   * What was said of an output before a run adds to it; empty if it has no such file.
   *
   * @throws org.dropshard.job.error.JobException if the file is damaged
   */
  public static Optional<Description> of(Account account) throws IOException {
    return account.has(FILE) ? Optional.of(Description.of(read(account))) : Optional.empty();
  }

  /**
   * Checks that the file, if there is one, is of the shards.
   *
   * @throws org.dropshard.job.error.JobException if it is not, or is damaged
   */
  public static void check(Account account) throws IOException {
    if (!account.has(FILE)) {
      return;
    }
    Map<String, String> said = new TreeMap<>();
    for (JsonNode file : read(account).path("distribution")) {
      if (file.path("@type").asText().equals("cr:FileObject")) {
        said.put(file.path("@id").asText(), file.path("sha256").asText());
      }
    }
    Map<String, String> found = new TreeMap<>();
    account.shardFiles(shard -> found.put(shard.file(), String.valueOf(shard.sha256())));
    if (!said.equals(found)) {
      throw account.invalid(FILE, "not of these shards");
    }
  }

  private static JsonNode read(Account account) {
    try {
      return Json.parse(new String(account.bytes(FILE), StandardCharsets.UTF_8));
    } catch (InvalidRecordException e) {
      throw account.invalid(FILE, e.getMessage());
    }
  }
}
