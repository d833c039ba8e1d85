package org.dropshard.job.provenance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.sign.Envelope;
import org.dropshard.job.sign.SigningKey;
import org.dropshard.job.sign.VerifyingKey;

/**
 * The statement of an output, which covers the account too: {@code run.json}, and by it all files
 * whose SHA-256 that has.
 */
public final class Provenance {
  public static final String FILE = Account.FOLDER + "/provenance.intoto.json";

  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private final Statement statement;
  private final Optional<Envelope> envelope;

  private Provenance(Statement statement, Optional<Envelope> envelope) {
    this.statement = statement;
    this.envelope = envelope;
  }

  /**
   * The statement of an account that is written, as {@link #FILE} has it; empty if a shard has no
   * SHA-256.
   *
   * @param key signs it, if there is one
   * @param past the output that the run added to, whose statement is gone on with
   * @param inputs the SHA-256 of files of the run's input, by their paths; empty: they are named
   */
  public static Optional<String> text(
      Account account, Optional<SigningKey> key, Optional<Account> past, Map<String, String> inputs)
      throws IOException {
    RunRecord run = account.run();
    Map<String, String> files = sha256(account, run);
    if (files.containsValue("")) {
      return Optional.empty();
    }
    Optional<Provenance> before = past.isPresent() ? read(past.get()) : Optional.empty();
    JsonNode dependencies =
        before
            .map(there -> there.statement.predicate().at(Predicate.DEPENDENCIES))
            .orElseGet(MissingNode::getInstance);
    String text = Json.line(Statement.of(files, Predicate.of(run, dependencies, inputs)));
    return Optional.of(
        key.map(signer -> Envelope.of(text, PAYLOAD_TYPE, signer).json()).orElse(text + "\n"));
  }

  /** Every file that is stated, by its path below the output; empty for a shard without SHA-256. */
  private static Map<String, String> sha256(Account account, RunRecord run) {
    Map<String, String> files = new LinkedHashMap<>();
    account.shardFiles(
        shard -> files.put(shard.file(), shard.sha256() == null ? "" : shard.sha256()));
    if (run.files() != null) {
      files.putAll(run.files());
    }
    files.put(Account.RUN, account.sha256(Account.RUN));
    return files;
  }

  /**
   * The statement of an output; empty if it has none.
   *
   * @throws JobException if it is damaged
   */
  private static Optional<Provenance> read(Account account) throws IOException {
    if (!account.has(FILE)) {
      return Optional.empty();
    }
    String text = new String(account.bytes(FILE), StandardCharsets.UTF_8);
    try {
      Optional<Envelope> envelope =
          Json.parse(text).has("payload")
              ? Optional.of(Json.read(text, Envelope.class))
              : Optional.empty();
      if (envelope.filter(one -> !one.payloadType().equals(PAYLOAD_TYPE)).isPresent()) {
        throw account.invalid(FILE, "payloadType: not " + PAYLOAD_TYPE);
      }
      Statement statement = Json.read(envelope.map(Envelope::text).orElse(text), Statement.class);
      if (!statement.type().equals(Statement.TYPE)
          || !statement.predicateType().equals(Predicate.TYPE)) {
        throw account.invalid(FILE, "no statement of " + Predicate.TYPE);
      }
      return Optional.of(new Provenance(statement, envelope));
    } catch (InvalidRecordException e) {
      throw account.invalid(FILE, e.getMessage());
    }
  }

  /**
   * Holds an output's statement against its account, and its signature against a key.
   *
   * @param key empty: a signature is not looked at
   * @return what was checked, in words
   * @throws JobException if it is not of these files, or not signed by the key
   */
  public static String check(Account account, Optional<VerifyingKey> key) throws IOException {
    Optional<Provenance> there = read(account);
    if (key.isPresent()) {
      if (there.isEmpty()) {
        throw account.invalid(FILE, "missing: the output is not signed");
      }
      Envelope envelope =
          there.get().envelope.orElseThrow(() -> account.invalid(FILE, "not signed"));
      if (!envelope.isBy(key.get())) {
        throw account.invalid(FILE, "not signed by this key, or changed since");
      }
    }
    if (there.isEmpty()) {
      return "none";
    }
    there.get().checkFiles(account);
    return there.get().envelope.isEmpty()
        ? "of these files, not signed"
        : key.map(one -> "of these files, signed by " + one.id())
            .orElse("of these files; its signature is not checked without --public-key");
  }

  private void checkFiles(Account account) {
    Map<String, String> stated = statement.sha256();
    Map<String, String> found = sha256(account, account.run());
    TreeSet<String> names = new TreeSet<>(stated.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      if (!stated.containsKey(name)) {
        throw account.invalid(FILE, "says nothing of " + name);
      }
      if (!stated.get(name).equals(found.get(name))) {
        throw account.invalid(FILE, "not of this " + name);
      }
    }
  }

  /**
   * Checks that a run may add to an output: a signature is of the whole, so one that is signed is
   * added to under its key, and one that is not under none.
   *
   * @return whether the output has a statement, which the run has to go on with
   * @throws JobException if it may not
   */
  public static boolean checkAppend(Account past, Optional<SigningKey> key, String output)
      throws IOException {
    Optional<Provenance> there = read(past);
    boolean signed = there.filter(one -> one.envelope.isPresent()).isPresent();
    if (signed && key.isEmpty()) {
      throw JobException.usage(
          "Cannot append to output: " + output + " is signed (--sign its key)");
    }
    if (!signed && key.isPresent()) {
      throw JobException.usage(
          "Cannot append to output: "
              + output
              + " is not signed, and a signature is of the whole (sign an output of its own)");
    }
    check(past, key.map(SigningKey::publicKey));
    return there.isPresent();
  }
}
