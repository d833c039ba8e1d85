"use strict";
// Pictures before and after each kind; the kinds stand where a report has its runs.

const page = JSON.parse(document.getElementById("data").textContent);
const heading = capital(new Intl.ListFormat("en-GB").format(runs.map(method)));
document.title = `${heading} – Dropshard`;
document.getElementById("top").append(
  h("p", { class: "kicker" }, "Dropshard"),
  h("h1", {}, heading),
  h("p", { class: "lead" },
    page.pictures > page.samples.length
      ? `${count(page.samples.length)} of ${plural(page.pictures, "picture")}, chosen by seed ${page.seed}, which draws the masks too. `
      : `${plural(page.pictures, "picture")} under seed ${page.seed}. `,
    "Survivors are shown unscaled."));
const card = (sample) =>
  sampleCard(sample, [
    stage(sample, "Before", -1, runs[0]),
    ...sample.copies.map((_, k) => stage(sample, title(runs[k]), k, runs[k])),
  ]);
document.getElementById("main").append(
  section("pictures", "Before and after",
    samplesLegend(page.samples),
    h("div", { class: "shown" }, page.samples.map(card))),
  section("again", "The whole input, in shards",
    h("p", {}, "These draw the same masks."),
    runs.map((run) => command(`${title(run)}:`, run.command, `Command for ${method(run)}`))));
document.getElementById("foot").append(
  h("p", {}, "This page holds all that it shows and loads nothing."));
document.documentElement.dataset.ready = "true";
