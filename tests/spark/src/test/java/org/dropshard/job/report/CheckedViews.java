package org.dropshard.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a browser shows of pages, once it is found to be whole: nothing overflows, is broken, loaded
 * or complained of, and all can be read and reached.
 */
record CheckedViews(Browser browser) {
  /** The views of a report, which has charts, tables and details. */
  List<JsonNode> ofReport(Path page, String name) throws IOException {
    List<JsonNode> views = of(page, name);
    for (JsonNode view : views) {
      String at = view.path("name").asText();
      assertTrue(view.path("charts").asInt() > 0, at);
      assertTrue(view.path("details").asInt() > 0 && view.path("tables").asInt() > 0, at);
    }
    return views;
  }

  /** The views of a page: two themes on a screen and on a phone. */
  List<JsonNode> of(Path page, String name) throws IOException {
    List<JsonNode> views = browser.look(page, name);
    assertEquals(4, views.size());
    assertNotEquals(views.get(0).path("paper"), views.get(1).path("paper"));
    for (JsonNode view : views) {
      String at = view.path("name").asText();
      assertEquals("[]", view.path("complaints").toString(), at);
      assertEquals("[]", view.path("requests").toString(), at);
      for (String none :
          new String[] {
            "overflow",
            "overflowOpen",
            "undrawn",
            "unnamed",
            "broken",
            "blurred",
            "uneven",
            "untold",
            "nan"
          }) {
        assertEquals(0, view.path(none).asInt(-1), none + " " + at);
      }
      assertEquals("skip", view.path("focused").asText(), at);
      double contrast = view.at("/worst/0").asDouble();
      assertTrue(contrast >= 4.5, at + ": " + view.path("worst")); // WCAG 2, level AA
      int level = 0;
      for (JsonNode heading : view.path("headings")) {
        assertTrue(heading.asInt() <= level + 1, at + ": " + view.path("headings"));
        level = heading.asInt();
      }
    }
    return views;
  }
}
