"use strict";
// The samples, before and after.

const RGB = [["red", "var(--r)"], ["green", "var(--g)"], ["blue", "var(--bl)"]];

const sentence = (copy, run) =>
  !copy || copy.units === 0
    ? null
    : noun(run) === "sample"
      ? copy.dropped ? "dropped whole" : "kept"
      : `${count(copy.dropped)} of ${plural(copy.units, noun(run))} dropped${copy.units > 8 ? ` (${percent(copy.dropped / copy.units, 1)})` : ""}`;

/** A picture each, of the channels that are shown. */
const panels = (pictures, dropped, what, nameOf) =>
  h("ul", { class: "panels", style: `--n: ${Math.min(pictures.length, 8)}` }, pictures.map((png, c) =>
    h("li", { class: dropped.has(c) ? "dropped" : null },
      picture(png, what(`channel ${nameOf(c)}${dropped.has(c) ? ", dropped" : ""}`), true),
      dropped.has(c) ? `${nameOf(c)} dropped` : nameOf(c))));

/**
 * A tensor as the view of it has it: in colour, by channel, or in rows.
 *
 * @param given what a channel is called, if it is
 */
const drawing = (tensor, pictures, copy, unit, what, given) => {
  const nameOf = (c) => given(c) ?? String(c);
  const dropped = new Set(copy?.dropped_channels ?? []);
  if (pictures.length === 0) {
    return h("p", { class: "note" }, "Nothing to draw: an empty tensor, or one of another form.");
  }
  if (tensor.view === "rgb") {
    const colors = RGB.map(([color], c) => given(c) ?? color);
    const gone = colors.filter((_, c) => dropped.has(c));
    return [
      picture(pictures[0], what(gone.length > 0 ? `${gone.join(" and ")} dropped` : copy ? "no channel dropped whole" : "")),
      unit === "channel" && copy
        ? h("ul", { class: "chips" }, colors.map((color, c) =>
            h("li", { class: dropped.has(c) ? "dropped" : null, style: `--dot: ${RGB[c][1]}` },
              dropped.has(c) ? [h("s", {}, color), h("span", { class: "unseen" }, " dropped")] : color)))
        : null,
    ];
  }
  if (tensor.view === "channels") {
    return pictures.length === 1 ? picture(pictures[0], what("its one channel"), true) : panels(pictures, dropped, what, nameOf);
  }
  return h("div", { class: "rows" }, picture(pictures[0], what("a row for each channel"), true),
    dropped.size > 0
      ? h("p", { class: "said" }, `${tensor.channels > 96 ? "Dropped among the first 96" : "Dropped"}: ${[...dropped].map(nameOf).join(", ")}`)
      : null);
};

/**
 * A sample before, or one of its copies, with the tensors that were dropped with it.
 *
 * @param k which of its copies; -1: before
 */
const stage = (sample, name, k, run) => {
  const picturesOf = (tensor) => (k < 0 ? tensor.before : tensor.copies[k]?.pictures ?? []);
  const copy = sample.copies[k];
  const what = (label) => `${sample.key}, ${name}${label ? `, ${label}` : ""}`;
  return h("div", { class: "stage" },
    h("p", { class: "name" }, name),
    drawing(sample, picturesOf(sample), copy, noun(run), what, (c) => bandName(run, c)),
    copy ? h("p", { class: "said" }, sentence(copy, run)) : null,
    (sample.others ?? []).map((other) => [
      h("p", { class: "other" }, other.key),
      drawing(other, picturesOf(other), other.copies[k], "", (label) => what([other.key, label].filter(Boolean).join(", ")), () => undefined)]));
};

const sampleCard = (sample, stages) => {
  const many = sample.view === "channels" && sample.before.length > 1;
  const more = sample.view === "channels" && sample.channels > sample.before.length
    ? `, the first ${sample.before.length} of ${sample.channels} channels` : "";
  return h("figure", { class: "sample" },
    h("figcaption", {}, h("h3", {}, sample.key), h("div", { class: "about" },
      `${sample.tensor}, id ${sample.id}${more}${(sample.others ?? []).map((other) => `; ${other.key} ${other.tensor}`).join("")}`)),
    h("div", { class: `stages${many ? " stacked" : ""}`, style: `--n: ${stages.length}` }, stages));
};

/** Rows of panels take the whole width. */
const wide = (shown) =>
  `samples${shown.some((sample) => sample.view === "rows" || sample.view === "channels" && sample.before.length > 1) ? " wide" : ""}`;
const samplesOf = (run) => run.preview.samples ?? [];
const stagesOf = (run, sample) => [
  stage(sample, "Before", -1, run),
  ...sample.copies.map((copy, k) => stage(sample, sample.copies.length > 1 ? `After, copy ${copy.copy}` : "After", k, run)),
];

const samplesLegend = (shown) => {
  const photos = shown.some((sample) => sample.view === "rgb");
  const maps = shown.some((sample) => sample.view !== "rgb" || (sample.others ?? []).some((other) => other.view !== "rgb"));
  return legend([
    photos ? ["dropped in all three colours", null, "hatch"] : null,
    maps ? ["dropped", null, "hatch maps"] : null,
    runs.some(nodata) ? ["no data", "#3d6fb4"] : null,
    maps ? ["a channel’s least value is black, its largest white", "linear-gradient(to right, #000, #fff)"] : null,
  ].filter((one) => one !== null));
};

const samples = () => {
  if (runs.every((run) => samplesOf(run).length === 0)) {
    return section("samples", "Samples", h("p", {}, "No sample was kept for show."));
  }
  if (!two) {
    const run = runs[0];
    return section("samples", "Samples, before and after",
      h("p", {}, `${plural(samplesOf(run).length, "sample")}, chosen by the seed, first among those in which dropout shows: the same ones whenever the run is made again. `
        + "Survivors are shown unscaled."
        + (["channel", "sample"].includes(noun(run)) ? "" : " No pixel here is a mean of several, so that single dropped elements show.")),
      samplesLegend(samplesOf(run)),
      h("div", { class: wide(samplesOf(run)) }, samplesOf(run).map((sample) => sampleCard(sample, stagesOf(run, sample)))));
  }
  const shared = samplesOf(runs[0]).flatMap((sample) => {
    const other = samplesOf(runs[1]).find((twin) => twin.key === sample.key && twin.tensor === sample.tensor);
    return other ? [[sample, other]] : [];
  });
  const cards = shared.map(([sample, other]) =>
    sampleCard(sample, [
      stage(sample, "Before", -1, runs[0]),
      ...[sample, other].flatMap((twin, i) =>
        twin.copies.slice(0, 1).map(() => stage(twin, `${NAMES[i]}, ${spoken(dropout(runs[i]).kind ?? "steps")}`, 0, runs[i]))),
    ]));
  const apart = runs.flatMap((run, i) => samplesOf(run).slice(0, 3).map((sample) =>
    sampleCard({ ...sample, key: `${NAMES[i]}: ${sample.key}` }, stagesOf(run, sample))));
  return section("samples", "Samples, side by side",
    h("p", {}, shared.length > 0
      ? "The samples that both runs chose; their first copies."
      : "The runs chose no sample in common. Three of each."),
    samplesLegend(runs.flatMap(samplesOf)),
    h("div", { class: wide(runs.flatMap(samplesOf)) }, shared.length > 0 ? cards : apart));
};
