import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Names the tests that skipped, each with its reason, from Surefire's reports below the working
 * directory: {@code java Skips.java since INSTANT} those of one build, {@code java Skips.java
 * allowed FILE} all of them, and then it exits with 1 unless they are those that the file lists.
 */
class Skips {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2 || !List.of("since", "allowed").contains(arguments[0])) {
      throw new IllegalArgumentException("Invalid arguments (since INSTANT, or allowed FILE)");
    }
    boolean check = arguments[0].equals("allowed");
    Instant since = check ? Instant.MIN : Instant.parse(arguments[1]);
    int tests = 0;
    TreeMap<String, Integer> skipped = new TreeMap<>();
    for (Path report : reports()) {
      if (Files.getLastModifiedTime(report).toInstant().isBefore(since)) {
        continue; // of an earlier build
      }
      NodeList cases = elements(report);
      tests += cases.getLength();
      for (int i = 0; i < cases.getLength(); i++) {
        Element test = (Element) cases.item(i);
        NodeList skips = test.getElementsByTagName("skipped");
        if (skips.getLength() > 0) {
          skipped.merge(name(test) + ": " + reason((Element) skips.item(0)), 1, Integer::sum);
        }
      }
    }
    int sum = skipped.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("Skipped " + sum + " of " + tests + " tests" + (sum == 0 ? "." : ":"));
    skipped.forEach(
        (line, times) ->
            System.out.println("  " + line + (times == 1 ? "" : " (" + times + " times)")));
    if (check) {
      System.exit(differences(skipped.keySet(), Path.of(arguments[1])) ? 1 : 0);
    } else if (sum > 0) {
      System.out.println(".ci/run installs what they need and runs them; so does a python3 with");
      System.out.println("tests/python/requirements.txt, first on the PATH (see CONTRIBUTING.md).");
    }
  }

  /** Prints the lines that one of the two has alone, and says whether there are any. */
  private static boolean differences(Iterable<String> skipped, Path list) throws IOException {
    TreeSet<String> ran = new TreeSet<>();
    for (String line : Files.readAllLines(list)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        ran.add(line.strip());
      }
    }
    List<String> found = new ArrayList<>();
    for (String line : skipped) {
      if (!ran.remove(line)) {
        found.add("Cannot let a test skip: " + line + " (" + list + " does not list it)");
      }
    }
    ran.forEach(line -> found.add("Invalid line of " + list + ": " + line + " (no such skip)"));
    found.forEach(System.err::println);
    return !found.isEmpty();
  }

  private static List<Path> reports() throws IOException {
    try (Stream<Path> files =
        Files.find(Path.of(""), 5, (path, attributes) -> path.toString().endsWith(".xml"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("TEST-"))
          .filter(file -> file.getParent().endsWith("target/surefire-reports"))
          .sorted()
          .toList();
    }
  }

  private static NodeList elements(Path report) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(report.toFile())
        .getElementsByTagName("testcase");
  }

  /** Class and method; a class that skips as a whole has no method. */
  private static String name(Element test) {
    String type = test.getAttribute("classname");
    String method = test.getAttribute("name").replaceFirst("[({\\[].*", "");
    return type.substring(type.lastIndexOf('.') + 1) + (method.isEmpty() ? "" : "." + method);
  }

  /** The first line of what was thrown, or the message where there is no trace. */
  private static String reason(Element skip) {
    String text =
        skip.getTextContent().isBlank() ? skip.getAttribute("message") : skip.getTextContent();
    return text.strip()
        .lines()
        .findFirst()
        .orElse("no reason given")
        .replaceFirst("^[\\w.]+(Exception|Error): ", "")
        .replaceFirst("^Assumption failed: ", "");
  }
}
