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
const panels = (pictures, dropped, what) =>
  h("ul", { class: "panels", style: `--n: ${Math.min(pictures.length, 8)}` }, pictures.map((png, c) =>
    h("li", { class: dropped.has(c) ? "dropped" : null },
      picture(png, what(`channel ${c}${dropped.has(c) ? ", dropped" : ""}`), true),
      dropped.has(c) ? `${c} dropped` : String(c))));

const stage = (sample, name, pictures, copy, run) => {
  const dropped = new Set(copy?.dropped_channels ?? []);
  const what = (label) => `${sample.key}, ${name}${label ? `, ${label}` : ""}`;
  let body;
  if (pictures.length === 0) {
    body = h("p", { class: "note" }, "Nothing to draw: an empty tensor, or one of another form.");
  } else if (sample.view === "rgb") {
    const gone = RGB.filter((_, c) => dropped.has(c)).map(([color]) => color);
    body = [
      picture(pictures[0], what(gone.length > 0 ? `${gone.join(" and ")} dropped` : copy ? "no channel dropped whole" : "")),
      noun(run) === "channel" && copy
        ? h("ul", { class: "chips" }, RGB.map(([color, dot], c) =>
            h("li", { class: dropped.has(c) ? "dropped" : null, style: `--dot: ${dot}` },
              dropped.has(c) ? [h("s", {}, color), h("span", { class: "unseen" }, " dropped")] : color)))
        : null,
    ];
  } else if (sample.view === "channels") {
    body = pictures.length === 1 ? picture(pictures[0], what("its one channel"), true) : panels(pictures, dropped, what);
  } else {
    body = h("div", { class: "rows" }, picture(pictures[0], what("a row for each channel"), true),
      dropped.size > 0
        ? h("p", { class: "said" }, `${sample.channels > 96 ? "Dropped among the first 96" : "Dropped"}: ${[...dropped].join(", ")}`)
        : null);
  }
  return h("div", { class: "stage" },
    h("p", { class: "name" }, name), body, copy ? h("p", { class: "said" }, sentence(copy, run)) : null);
};

const sampleCard = (sample, stages) => {
  const many = sample.view === "channels" && sample.before.length > 1;
  const more = sample.view === "channels" && sample.channels > sample.before.length
    ? `, the first ${sample.before.length} of ${sample.channels} channels` : "";
  return h("figure", { class: "sample" },
    h("figcaption", {}, h("h3", {}, sample.key), h("div", { class: "about" }, `${sample.tensor}, id ${sample.id}${more}`)),
    h("div", { class: `stages${many ? " stacked" : ""}`, style: `--n: ${stages.length}` }, stages));
};

/** Rows of panels take the whole width. */
const wide = (shown) =>
  `samples${shown.some((sample) => sample.view === "rows" || sample.view === "channels" && sample.before.length > 1) ? " wide" : ""}`;
const samplesOf = (run) => run.preview.samples ?? [];
const stagesOf = (run, sample) => [
  stage(sample, "Before", sample.before, null, run),
  ...sample.copies.map((copy) =>
    stage(sample, sample.copies.length > 1 ? `After, copy ${copy.copy}` : "After", copy.pictures, copy, run)),
];

const samplesLegend = (shown) => {
  const photos = shown.some((sample) => sample.view === "rgb");
  const maps = shown.some((sample) => sample.view !== "rgb");
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
      stage(sample, "Before", sample.before, null, runs[0]),
      ...[sample, other].flatMap((twin, i) =>
        twin.copies.slice(0, 1).map((copy) =>
          stage(twin, `${NAMES[i]}, ${spoken(dropout(runs[i]).kind ?? "steps")}`, copy.pictures, copy, runs[i]))),
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
