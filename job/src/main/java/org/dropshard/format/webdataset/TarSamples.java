package org.dropshard.format.webdataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.dropshard.format.Budget;
import org.dropshard.format.FileInput;
import org.dropshard.format.MalformedRecordException;
import org.dropshard.format.PassedOver;

/**
 * The samples of a tar, in order: neighbours whose names share a key. ustar, PAX and GNU names are
 * read. A tar has to end with its end mark, a block of zeros: without it, files may be missing.
 */
final class TarSamples implements Closeable {
  private static final int BLOCK = 512;

  private final FileInput in;
  private final TarArchiveInputStream tar;
  private final Predicate<String> wanted;
  private final boolean together;

  /** The extensions that a key has had, of few kinds. */
  private final Map<String, Set<String>> seen = new HashMap<>();

  private final Map<Set<String>, Set<String>> kinds = new HashMap<>();

  private final PassedOver passed = new PassedOver();

  /** Where the last entry ends. */
  private long end;

  /** The first member of the next sample, whose content is still to come. */
  private MemberName name;

  private TarArchiveEntry entry;

  /**
   * @param wanted the extensions whose contents are read
   * @param together whether members of a key that lie apart are refused; else they are samples of
   *     their own, as for the library
   */
  TarSamples(FileInput in, Predicate<String> wanted, boolean together) {
    this.in = in;
    this.tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    this.wanted = wanted;
    this.together = together;
  }

  /** What has been passed over so far. */
  PassedOver passed() {
    return passed;
  }

  /** The next sample; empty at the end. */
  Optional<TarSample> next() throws IOException {
    if (name == null) {
      advance();
    }
    if (name == null) {
      return Optional.empty();
    }
    TarSample sample = new TarSample(name.key());
    long start = in.position();
    String problem = null;
    while (name != null && name.key().equals(sample.key())) {
      String extension = name.extension();
      if (sample.members().containsKey(extension)) {
        problem = "Invalid sample: two members ." + extension;
      } else if (entry.isSparse()) {
        problem = "Invalid sample: member ." + extension + " is a sparse file";
      } else {
        Optional<String> refusal =
            wanted.test(extension) ? Budget.refusal(entry.getSize()) : Optional.empty();
        problem = refusal.map(why -> why + " for member ." + extension).orElse(problem);
        sample.offsets().put(extension, in.position());
        boolean read = wanted.test(extension) && refusal.isEmpty();
        sample.members().put(extension, read ? content() : null);
      }
      advance();
    }
    if (together && problem == null && isApart(sample)) {
      problem = "Invalid sample: its members lie apart (tar --sort=name puts them side by side)";
    }
    if (problem != null) {
      throw MalformedRecordException.one(problem + ", key " + sample.key(), start);
    }
    return Optional.of(sample);
  }

  /** Whether the key has come before, and with none of these members. */
  private boolean isApart(TarSample sample) {
    Set<String> now = Set.copyOf(sample.members().keySet());
    Set<String> before =
        seen.putIfAbsent(sample.key(), kinds.computeIfAbsent(now, Function.identity()));
    return before != null && before.stream().noneMatch(now::contains);
  }

  /** Goes to the next file that is a sample's. */
  private void advance() throws IOException {
    name = null;
    while (name == null) {
      long from = in.position();
      try {
        entry = tar.getNextEntry();
      } catch (MalformedRecordException e) {
        throw e;
      } catch (IOException | RuntimeException e) { // the library throws both for what is no tar
        throw damaged(e, from);
      }
      if (entry == null) {
        checkEnd();
        return;
      }
      end = in.position() + (entry.getSize() + BLOCK - 1) / BLOCK * BLOCK;
      byte kind = entry.getLinkFlag();
      boolean file =
          kind == TarConstants.LF_NORMAL
              || kind == TarConstants.LF_OLDNORM
              || kind == TarConstants.LF_CONTIG
              || entry.isSparse();
      name = file ? MemberName.of(entry.getName()).orElse(null) : null;
      if (name == null && !entry.isDirectory()) {
        passed.add(file ? PassedOver.Reason.NAME : PassedOver.Reason.KIND, entry.getName());
      }
    }
  }

  private byte[] content() throws IOException {
    long size = entry.getSize();
    long left = in.length() < 0 ? Long.MAX_VALUE : in.length() - in.position();
    if (size > left || size > Integer.MAX_VALUE - 8) {
      throw MalformedRecordException.rest(
          "Invalid tar: "
              + entry.getName()
              + " has "
              + size
              + " bytes ("
              + Math.min(left, Integer.MAX_VALUE - 8)
              + " can be read)",
          in.position(),
          null);
    }
    long from = in.position();
    try {
      if (in.length() < 0) {
        return tar.readNBytes((int) size); // grows with what comes out of the decompressor
      }
      byte[] content = new byte[(int) size];
      tar.readNBytes(content, 0, content.length);
      return content;
    } catch (MalformedRecordException e) {
      throw e;
    } catch (IOException e) {
      throw damaged(e, from);
    }
  }

  private void checkEnd() throws MalformedRecordException {
    if (in.position() < end + BLOCK) {
      throw MalformedRecordException.rest(
          "Invalid tar: it ends without its end mark", in.position(), null);
    }
  }

  private MalformedRecordException damaged(Exception e, long offset) {
    return MalformedRecordException.rest(
        "Invalid tar: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), offset, e);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
