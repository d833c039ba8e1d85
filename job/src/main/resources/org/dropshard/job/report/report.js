"use strict";
// The page, put together.

const SECTIONS = [
  ["Expectations", expectations()], ["Runs", pastRunsSection()],
  ["Samples", samples()], ["Drop rate", dropRate()], ["Parts", parts()], ["Values", values()], ["By value", valueParts()],
  ["Shards", section("shards", "Shards", each(shards))],
  ["Bad records", section("bad-records", "Bad records and skipped files", each(badRecords))],
  ["Time", section("timings", "Time", each(timings))],
  ["Settings", settings()],
].filter(([, one]) => one !== null);

const lead = (run) =>
  h("p", { class: "lead" },
    `${plural(rows(run).in, "sample")} became ${plural(rows(run).out, "row")} under seed ${run.run.seed}${when(run) ? `, on ${when(run)}` : ""}. ${isRefused(run) ? "They were refused, and do not lie" : "They lie"} in `,
    h("span", { class: "mono" }, run.output), ".");

document.title = `${two ? `${title(runs[0])} against ${method(runs[1])}` : title(runs[0])} – Dropshard`;
document.getElementById("top").append(
  h("p", { class: "kicker" }, two ? "Dropshard comparison" : "Dropshard report"),
  h("h1", {}, two ? [tag(0), " ", title(runs[0]), " against ", tag(1), ` ${method(runs[1])}`] : title(runs[0])),
  two ? h("p", { class: "lead" }, comparedInputs()) : lead(runs[0]),
  h("nav", { "aria-label": "Sections" }, SECTIONS.map(([name, one]) => h("a", { href: `#${one.id}` }, name))),
  facts(),
  each(again));
document.getElementById("main").append(...SECTIONS.map(([, one]) => one));
document.getElementById("foot").append(
  h("p", {}, `Dropshard ${runs[0].run.versions?.dropshard ?? ""}. Charts by D3 (ISC licence). This page holds all that it shows and loads nothing.`));
document.documentElement.dataset.ready = "true";
