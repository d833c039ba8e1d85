package org.dropshard.job.image.tiff;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dropshard.job.image.picture.TiffDirectory;

/** What the bands of a picture are called, as GDAL describes them. */
public final class BandNames {
  private static final int METADATA = 42112;
  private static final int MOST = 1 << 16;

  private static final Pattern ITEM = Pattern.compile("<Item\\s+([^>]*)>([^<]*)</Item>");
  private static final Pattern DESCRIPTION = Pattern.compile("\\brole=\"description\"");
  private static final Pattern SAMPLE = Pattern.compile("\\bsample=\"(\\d{1,6})\"");

  private BandNames() {}

  /** The names, in order up to the last that there is; a band without one has its number. */
  public static List<String> of(TiffDirectory page) {
    TreeMap<Integer, String> found = new TreeMap<>();
    Matcher item = ITEM.matcher(page.text(METADATA).map(BandNames::utf8).orElse(""));
    while (item.find()) {
      Matcher sample = SAMPLE.matcher(item.group(1));
      if (DESCRIPTION.matcher(item.group(1)).find() && sample.find()) {
        found.put(Integer.parseInt(sample.group(1)), unescaped(item.group(2)).strip());
      }
    }
    List<String> names = new ArrayList<>();
    if (!found.isEmpty() && found.lastKey() < MOST) {
      for (int band = 0; band <= found.lastKey(); band++) {
        String name = found.getOrDefault(band, "");
        names.add(name.isEmpty() ? Integer.toString(band) : name);
      }
    }
    return names;
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String unescaped(String xml) {
    return xml.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }
}
