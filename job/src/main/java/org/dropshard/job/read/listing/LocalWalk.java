package org.dropshard.job.read.listing;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.store.LocalNames;

/**
 * Lists local files. A folder is entered once and a file taken once, by their real paths, whichever
 * links or arguments lead there: first what lies there itself, then what links lead to, in the
 * order of their names. Nothing is opened.
 */
final class LocalWalk {
  private static final int KIND = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private final LeftOuts leftOut;
  private final Deque<Link> links = new ArrayDeque<>();

  /** Real paths of folders that were entered. */
  private final Set<java.nio.file.Path> folders = new HashSet<>();

  /** Real paths of files that were taken by a link or an argument, not with their folder. */
  private final Set<java.nio.file.Path> single = new HashSet<>();

  private record Link(InputRoot root, Path path, java.nio.file.Path real, List<InputFile> found) {}

  LocalWalk(LeftOuts leftOut) {
    this.leftOut = leftOut;
  }

  /** Lists what an argument stands for, but for what links lead to. */
  void list(InputRoot root, Path match, List<InputFile> found) throws IOException {
    java.nio.file.Path real = java.nio.file.Path.of(match.toUri().getPath()).toRealPath();
    if (Files.isDirectory(real)) {
      folder(root, match, real, found);
    } else {
      file(root, match, real, found);
    }
  }

  /** Lists what links lead to. To be called when all arguments are listed. */
  void followLinks() throws IOException {
    while (!links.isEmpty()) {
      List<Link> now = new ArrayList<>(links);
      links.clear();
      now.sort(Comparator.comparing(link -> link.root().name(link.path())));
      for (Link link : now) {
        follow(link);
      }
    }
  }

  private void follow(Link link) throws IOException {
    String name = link.root().name(link.path());
    java.nio.file.Path target;
    try {
      target = link.real().toRealPath();
    } catch (IOException e) { // nothing there, or links in a circle
      leftOut.add(Reason.BROKEN, name);
      return;
    }
    Reason hidden = Names.hidden(link.path().getName(), true);
    if (!Files.isDirectory(target)) {
      file(link.root(), link.path(), target, link.found());
    } else if (hidden != null) {
      leftOut.add(hidden, name + "/");
    } else if (link.real().startsWith(target)) {
      leftOut.add(Reason.LOOP, name + "/");
    } else {
      folder(link.root(), link.path(), target, link.found());
    }
  }

  private void folder(InputRoot root, Path folder, java.nio.file.Path real, List<InputFile> found)
      throws IOException {
    if (!folders.add(real)) {
      String name = root.name(folder);
      leftOut.add(Reason.AGAIN, name.isEmpty() ? folder.toString() : name + "/");
      return;
    }
    LocalNames.checkFolder(folder);
    try (DirectoryStream<java.nio.file.Path> children = Files.newDirectoryStream(real)) {
      for (java.nio.file.Path child : children) {
        child(root, folder, child, found);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void child(InputRoot root, Path folder, java.nio.file.Path real, List<InputFile> found)
      throws IOException {
    String name = real.getFileName().toString();
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return; // somebody took it away just now
    }
    Path path = new Path(folder, new Path(null, null, name)); // which may hold a colon
    Reason hidden = Names.hidden(name, attributes.isDirectory());
    if (hidden != null) {
      if (!Names.isChecksum(name)) {
        leftOut.add(hidden, root.name(path) + (attributes.isDirectory() ? "/" : ""));
      }
    } else if (attributes.isDirectory()) {
      folder(root, path, real, found);
    } else if (attributes.isSymbolicLink()) {
      links.add(new Link(root, path, real, found));
    } else if (single.contains(real)) {
      leftOut.add(Reason.AGAIN, root.name(path));
    } else {
      take(root, path, real, attributes, found);
    }
  }

  /** A file that an argument or a link names itself. */
  private void file(InputRoot root, Path path, java.nio.file.Path real, List<InputFile> found)
      throws IOException {
    boolean listed =
        folders.contains(real.getParent())
            && Names.hidden(real.getFileName().toString(), false) == null;
    if (listed || !single.add(real)) {
      leftOut.add(Reason.AGAIN, root.name(path));
      return;
    }
    take(root, path, real, Files.readAttributes(real, BasicFileAttributes.class), found);
  }

  private void take(
      InputRoot root,
      Path path,
      java.nio.file.Path real,
      BasicFileAttributes attributes,
      List<InputFile> found)
      throws IOException {
    Optional<Reason> special = special(real, attributes);
    if (special.isPresent()) {
      leftOut.add(special.get(), root.name(path));
    } else {
      found.add(new InputFile(path.toString(), root.name(path), attributes.size()));
    }
  }

  /** What is no file and no folder is never opened: to read a pipe may wait for ever. */
  static Optional<Reason> special(java.nio.file.Path real, BasicFileAttributes attributes)
      throws IOException {
    if (!attributes.isOther()) {
      return Optional.empty();
    }
    int kind = (Integer) Files.getAttribute(real, "unix:mode") & KIND;
    return Optional.of(kind == PIPE ? Reason.PIPE : kind == SOCKET ? Reason.SOCKET : Reason.DEVICE);
  }
}
