"use strict";
// What was expected of the run, and what was found.

const expectationsOf = (run) => run.run.expectations ?? [];
const isRefused = (run) => expectationsOf(run).some((one) => !one.met) && run.run.config?.["on-miss"] !== "warn";
const expected = (run, i) => {
  const all = expectationsOf(run);
  if (all.length === 0) return h("p", { class: "note" }, ofRun(i, "Nothing was expected."));
  const missed = all.filter((one) => !one.met);
  const ends = missed.length === 0 ? "" : isRefused(run)
    ? " So the run was refused, and nothing of it was written." : " It was to go on all the same.";
  return h("div", {},
    h("p", {}, ofRun(i, `${count(all.length - missed.length)} of ${plural(all.length, "expectation")} met.${ends}`)),
    table("Expectations, those that were missed first", ["", "Expected", "#found", "Wanted"], [...missed, ...all.filter((one) => one.met)].map((one) =>
      ({ class: one.met ? null : "differs", cells: [one.met ? "met" : "missed", { wrap: one.expected }, { exact: one.found, text: number(one.found) }, { wrap: one.wanted }] }))));
};
const expectations = () =>
  runs.some((run) => expectationsOf(run).length > 0) ? section("expectations", "Expectations", each(expected)) : null;
