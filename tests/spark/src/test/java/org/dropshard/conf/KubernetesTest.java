package org.dropshard.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dropshard.Script;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The examples of conf/kubernetes, against what the Spark operator defines. */
class KubernetesTest {
  private static final Path FOLDER = Script.ROOT.resolve("conf/kubernetes");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(strings = {"spark-application.yaml", "scheduled-spark-application.yaml"})
  void isWhatTheOperatorDefines(String name) throws IOException {
    JsonNode example = example(name);
    JsonNode all =
        MAPPER.readTree(Files.readString(Path.of("src/test/resources/spark-operator.schema.json")));
    assertEquals(Set.of(), check(all.at("/definitions/" + example.path("kind").asText()), example));
  }

  @Test
  void whatTheOperatorDoesNotKnowIsFound() throws IOException {
    ObjectNode example = (ObjectNode) example("spark-application.yaml");
    ((ObjectNode) example.at("/spec/driver")).put("core", 1);
    JsonNode all =
        MAPPER.readTree(Files.readString(Path.of("src/test/resources/spark-operator.schema.json")));
    assertFalse(check(all.at("/definitions/SparkApplication"), example).isEmpty());
  }

  /** SPARK_OPERATOR_CRDS names a folder with the definitions as the operator publishes them. */
  @ParameterizedTest
  @ValueSource(strings = {"spark-application.yaml", "scheduled-spark-application.yaml"})
  void isWhatThePublishedDefinitionsSay(String name) throws IOException {
    String crds = System.getenv("SPARK_OPERATOR_CRDS");
    assumeTrue(crds != null, "SPARK_OPERATOR_CRDS names no folder");
    JsonNode example = example(name);
    List<Path> files;
    try (Stream<Path> list = Files.list(Path.of(crds))) {
      files = list.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    boolean found = false;
    for (Path file : files) {
      JsonNode definition = yaml(file);
      if (definition.at("/spec/names/kind").equals(example.path("kind"))) {
        JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
        close(schema);
        ((ObjectNode) schema.at("/properties/metadata")).remove("additionalProperties");
        assertEquals(Set.of(), check(schema, example));
        found = true;
      }
    }
    assertTrue(found, crds + " has no definition of " + example.path("kind"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/spec", "/spec/template"})
  void runsAsNobodyAndUnderstandsItsArguments(String at) throws IOException {
    JsonNode example =
        example(at.equals("/spec") ? "spark-application.yaml" : "scheduled-spark-application.yaml");
    JsonNode spec = example.at(at);
    for (String part : new String[] {"driver", "executor"}) {
      JsonNode security = spec.at("/" + part + "/securityContext");
      assertTrue(security.path("runAsNonRoot").asBoolean());
      assertTrue(security.path("runAsUser").asInt() > 0);
      assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true));
    }
    List<String> arguments = new ArrayList<>();
    spec.path("arguments").forEach(word -> arguments.add(word.asText()));
    SchedulersTest.understood(arguments);
    String copied = Files.readString(Script.ROOT.resolve("conf/Containerfile"));
    assertTrue(
        copied.contains(
            " " + spec.path("mainApplicationFile").asText().replace("local://", "") + "\n"));
    if (at.equals("/spec/template")) {
      assertEquals("Forbid", example.at("/spec/concurrencyPolicy").asText());
      assertTrue(arguments.contains("--incremental"));
    }
  }

  private static Set<String> check(JsonNode schema, JsonNode example) {
    Set<ValidationMessage> messages =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(schema)
            .validate(example);
    return Set.copyOf(messages.stream().map(ValidationMessage::getMessage).toList());
  }

  /** Kubernetes drops fields that a definition does not name; here they are mistakes. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      if (object.has("properties") && object.path("properties").isObject()) {
        object.put("additionalProperties", false);
      }
      if (object.has("x-kubernetes-int-or-string")) {
        object.remove(List.of("type", "anyOf"));
      }
    }
    schema.forEach(KubernetesTest::close);
  }

  private static JsonNode example(String name) throws IOException {
    return yaml(FOLDER.resolve(name));
  }

  private static JsonNode yaml(Path file) throws IOException {
    return MAPPER.valueToTree(new Yaml().load(Files.readString(file)));
  }
}
