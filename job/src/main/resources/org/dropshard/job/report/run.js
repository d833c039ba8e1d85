"use strict";
// What the runs on the page were, in words.

const runs = JSON.parse(document.getElementById("data").textContent).runs;
const two = runs.length > 1;
const TONES = ["var(--a)", "var(--b)"];
const NAMES = ["A", "B"];
/** The tone of what came after dropout. */
const tone = (i) => (two ? TONES[i] : "var(--a)");

const dropout = (run) => run.run.dropout ?? {};
const spoken = (name) => name.replaceAll("_", " ");
const method = (run) => {
  const { p, steps = [], mode, direction } = dropout(run);
  const what = steps.map((step) => spoken(step.step)).join(", ") + (p === undefined ? "" : ` at ${percent(p)}`);
  return `${direction === "backward" ? "gradients back through " : ""}${what}${mode === "eval" ? ", in evaluation" : ""}`;
};
const title = (run) => capital(method(run));
/** Whether a value stands for no data. */
const nodata = (run) => run.run.config?.nodata !== undefined;
/** What is dropped as one. */
const noun = (run) => run.unit;
const rows = (run) => run.run.rows ?? {};
const written = (run) => run.run.output ?? {};
const elapsed = (run) => run.run.timings?.seconds;
const when = (run) => {
  const date = new Date(run.run.timings?.finished);
  return Number.isNaN(date.getTime())
    ? ""
    : `${new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(date)} UTC`;
};
const perSecond = (run, n) => (elapsed(run) > 0 && n >= 0 ? n / elapsed(run) : null);
const ofRun = (i, words) => (two ? `${NAMES[i]}: ${words}` : words);
const tag = (i) => h("span", { class: "swatch", style: `--key: ${TONES[i]}` }, NAMES[i]);
const each = (draw) => h("div", { class: two ? "twins" : null }, runs.map(draw));

/** Whether both runs read the same values, so that one "before" stands for both. */
const sameBefore = JSON.stringify(runs[0].before) === JSON.stringify(runs.at(-1).before);

const inputs = (run) => run.run.input ?? {};
/** What the dataset calls a channel, if it does. */
const bandName = (run, c) => inputs(run).channel_names?.[c];
const skipped = (run) => inputs(run).skipped_files ?? 0;
/** Outputs of earlier versions counted files of another kind alone. */
const skippedBy = (run) => (inputs(run).skipped ?? [{ files: skipped(run), reason: "another kind" }])
  .map((one) => `${count(one.files)} × ${one.reason}${one.first === undefined ? "" : ` (first: ${one.first})`}`).join("; ");
const comparedInputs = () => {
  const [a, b] = runs.map((run) => (inputs(run).paths ?? []).join(", "));
  const size = (run) => `${plural(rows(run).in, "sample")}, ${bytes(inputs(run).bytes ?? 0)}`;
  return sameBefore
    ? `Both read the same values (${size(runs[0])}${a === b ? `, from ${a}` : ""}), so one “before” stands for both.`
    : `Their inputs differ: A read ${size(runs[0])} from ${a}; B read ${size(runs[1])} from ${b}. Each is compared with its own “before”.`;
};

const FACTS = [
  ["Rows written", (run) => exact(rows(run).out, count(rows(run).out)),
    (run) => `${plural(rows(run).in, "sample")}, ${plural(dropout(run).copies ?? 1, "copy", "copies")} of each`],
  ["Dropped", (run) => (run.after.units > 0 ? exact(run.after.drop_rate, percent(run.after.drop_rate)) : "nothing"),
    (run) => (run.after.units > 0
      ? `${dropout(run).p === undefined ? "" : `${percent(dropout(run).p)} asked; `}${count(run.after.dropped)} of ${plural(run.after.units, noun(run))}`
      : "nothing is dropped as a unit")],
  ["Shards", (run) => exact(run.shards.count, count(run.shards.count)),
    (run) => `${bytes(written(run).bytes ?? 0)} of ${written(run).format ?? "data"}`],
  ["Bad records", (run) => exact(rows(run).bad, count(rows(run).bad)),
    (run) => (rows(run).bad > 0 ? `${percent(rows(run).bad / rows(run).in)} of all` : "every sample was usable")
      + (skipped(run) > 0 ? `; ${plural(skipped(run), "file")} left out` : "")],
  ["Time", (run) => exact(elapsed(run), seconds(elapsed(run))),
    (run) => {
      const samples = perSecond(run, rows(run).in);
      return samples === null ? "" : `${rate(samples)} samples/s, ${bytes(perSecond(run, inputs(run).bytes))}/s read`;
    }],
];

const facts = () =>
  two
    ? h("div", { class: "facts-of-two" },
        table("Key figures of both runs", ["", tag(0), tag(1)], [
          ["Dropout", ...runs.map(title)],
          ...FACTS.map(([name, value, aside]) =>
            [name, ...runs.map((run) => h("span", {}, value(run), h("span", { class: "note" }, ` · ${aside(run)}`)))]),
          ["Seed", ...runs.map((run) => String(run.run.seed))],
          ["Output", ...runs.map((run) => ({ wrap: run.output }))],
          ["Digest", ...runs.map((run) => ({ wrap: run.run.digest }))],
        ]))
    : h("dl", { class: "facts" }, FACTS.map(([name, value, aside]) =>
        h("div", {},
          h("dt", {}, name),
          h("dd", { class: name === "Bad records" && rows(runs[0]).bad > 0 ? "value alarm" : "value" }, value(runs[0])),
          h("dd", { class: "aside" }, aside(runs[0])))));

/** Which samples were taken, and how they were split; null: all, and not. */
const selected = (run) => {
  const { selection, config = {} } = run.run;
  if (!selection) return null;
  const words = [
    config.where === undefined ? null : `where ${config.where}`,
    config.sample === undefined ? null : `a part of ${config.sample}`,
    config.limit === undefined ? null : `the first ${config.limit} by sample id`,
    config.split === undefined ? null : `split ${config.split}${config["split-group"] === undefined ? "" : ` by ${config["split-group"]}`}`,
    config.sample === undefined && config.split === undefined ? null : `seed ${config["select-seed"] ?? 0}`,
  ].filter((one) => one !== null);
  return `Selected: ${words.join("; ")}. ${plural(rows(run).in, "sample")} of ${count(rows(run).in + selection.unselected)} ${rows(run).in === 1 ? "was" : "were"} taken.`;
};
const earlier = (run) => (inputs(run).earlier ?? []).map((one) =>
  `${one.output}, run ${one.run_id}, seed ${one.seed} (${one.steps.map((step) => step.step).join(", ")}), digest ${one.digest}`);
const again = (run, i) => h("div", {},
  selected(run) ? h("p", { class: "note selected" }, ofRun(i, selected(run))) : null,
  earlier(run).length > 0
    ? h("p", { class: "note" }, ofRun(i, `Its input was made by ${earlier(run).length === 1 ? "an earlier run" : "earlier runs"}: ${earlier(run).join("; ")}.`))
    : null,
  command(
    ofRun(i, "This makes the same bytes again. Its paths are those of the machine that ran it: anywhere else put your own, "
      + "and the digest is the same as long as the files keep their names below the input."),
    run.command, "Command that makes this output again"));
