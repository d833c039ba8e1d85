"use strict";
// What was expected of the run, and what was found.

const LISTED = 200;
const expectationsOf = (run) => run.run.expectations ?? [];
const isRefused = (run) => expectationsOf(run).some((one) => !one.met) && run.run.config?.["on-miss"] !== "warn";

/** The numbers that meet an expectation, ends included; none where all but one do. */
const wantedRange = (wanted) => {
  const [, sign, end] = /^(<=|>=|<|>|=) (\S+)$/.exec(wanted) ?? [];
  if (end !== undefined && Number.isFinite(Number(end))) {
    return [sign.startsWith("<") ? -Infinity : Number(end), sign.startsWith(">") ? Infinity : Number(end)];
  }
  const ends = wanted.split(" to ").map(Number);
  return ends.length === 2 && ends.every(Number.isFinite) ? ends : null;
};

/** The number that was found: one that is infinite has the reason beside it. */
const foundText = (one) => (one.endless ? "∞" : number(one.found));

/** Where the number lies, on a line whose thick part is what was wanted. */
const scale = (one) => {
  const range = wantedRange(one.wanted);
  if (range === null || !Number.isFinite(one.found)) return "";
  // An end of one side alone, or a single number, is seen against 0.
  const ends = range[0] === range[1] || !range.every(Number.isFinite) ? [0, ...range] : range;
  const [least, most] = d3.extent([one.found, ...ends.filter(Number.isFinite)]);
  const room = (most - least || 1) * 0.2;
  const x = d3.scaleLinear([least === 0 ? 0 : least - room, most + room], [6, 154]);
  const svg = d3.create("svg").attr("viewBox", [0, 0, 160, 20]).attr("width", 160).attr("height", 20).attr("class", "scale").attr("aria-hidden", "true");
  svg.append("line").attr("x1", 2).attr("x2", 158).attr("y1", 10).attr("y2", 10).attr("stroke", "var(--line)");
  const [from, to] = [x(Math.max(range[0], x.domain()[0])), x(Math.min(range[1], x.domain()[1]))];
  svg.append("rect").attr("x", range[0] === -Infinity ? 2 : Math.min(from, to - 2)).attr("y", 6).attr("height", 8).attr("rx", 2).attr("fill", "var(--before)").attr("fill-opacity", 0.45)
    .attr("width", (range[1] === Infinity ? 158 : to) - (range[0] === -Infinity ? 2 : Math.min(from, to - 2)));
  svg.append("circle").attr("cx", x(one.found)).attr("cy", 10).attr("r", 5).attr("fill", one.met ? "var(--a)" : "var(--alarm)").attr("stroke", "var(--paper)").attr("stroke-width", 1.5);
  return svg.node();
};

const DRIFT = /^drift of before\.(\w+)\.(mean|std|histogram)$/;
const MEASURES = {
  mean: ["Mean", "difference, in deviations there"],
  std: ["Deviation", "larger over smaller"],
  histogram: ["Histogram", "Jensen–Shannon distance"],
};
/** How far each channel lies from the baseline, beside how far it may. */
const drift = (run, i) => {
  const all = expectationsOf(run).flatMap((one) => {
    const [, channel, measure] = DRIFT.exec(one.expected) ?? [];
    return measure === undefined ? [] : [{ ...one, channel, measure, limit: wantedRange(one.wanted)[1] }];
  });
  if (all.length === 0) return null;
  const names = channelName(run, run.before.channels);
  const charts = Object.entries(MEASURES).flatMap(([measure, [title, what]]) => {
    const points = all.filter((one) => one.measure === measure);
    if (points.length === 0) return [];
    const floor = measure === "std" ? 1 : 0;
    const limit = points[0].limit;
    const most = Math.max(limit, ...points.map((one) => one.found).filter(Number.isFinite)) * 1.12;
    // A drift without end, as of a channel that stands still, is drawn at the top.
    const height = (one) => (Number.isFinite(one.found) ? one.found : most);
    return [chart([title, " ", h("span", {}, what)], ofRun(i, `Drift of each channel's ${title.toLowerCase()}; at most ${number(limit)} was wanted.`), (width) => {
      const f = frame(width, 150, [-0.6, points.length - 0.4], [floor, most], { left: 44, bottom: 24 });
      gridY(f, 3);
      put(f, "line", { x1: f.left, x2: f.right, y1: f.y(limit), y2: f.y(limit), stroke: "var(--ink)", "stroke-dasharray": "4 3" });
      points.forEach((one, k) => {
        const tone = one.met ? "var(--a)" : "var(--alarm)";
        put(f, "line", { x1: f.x(k), x2: f.x(k), y1: f.y(floor), y2: f.y(height(one)), stroke: tone, "stroke-width": 2 });
        put(f, "circle", { cx: f.x(k), cy: f.y(height(one)), r: points.length > 40 ? 2.5 : 4.5, fill: tone });
        if (points.length <= 8) text(f, f.x(k), f.bottom + 16, names(k), { "text-anchor": "middle", fill: "var(--quiet)" });
      });
      axisY(f, 3, number);
      tip(f, (px) => {
        const one = points[Math.max(0, Math.min(points.length - 1, Math.round(f.x.invert(px))))];
        return [names(Number(one.channel) || 0), `${foundText(one)} found`, `${number(limit)} at most`];
      });
      return f;
    })];
  });
  return h("div", {}, h("h3", { class: "inner" }, ofRun(i, "Drift from the baseline, by channel")), h("div", { class: "charts below" }, charts));
};

const expected = (run, i) => {
  const all = expectationsOf(run);
  if (all.length === 0) return h("p", { class: "note" }, ofRun(i, "Nothing was expected."));
  const missed = all.filter((one) => !one.met);
  const ends = missed.length === 0 ? "" : isRefused(run)
    ? " So the run was refused, and nothing of it was written." : " It was to go on all the same.";
  const listed = [...missed, ...all.filter((one) => one.met)].slice(0, LISTED);
  return h("div", {},
    h("p", {}, ofRun(i, `${count(all.length - missed.length)} of ${plural(all.length, "expectation")} met.${ends}`)),
    table("Expectations, those that were missed first", ["", "Expected", "#found", "Where it lies", "Wanted"], listed.map((one) =>
      ({ class: one.met ? null : "differs", cells: [one.met ? "met" : "missed", { wrap: one.endless ? `${one.expected} (${one.endless})` : one.expected }, { exact: one.endless ? "Infinity" : one.found, text: foundText(one) }, scale(one), { wrap: one.wanted }] }))),
    all.length > listed.length ? h("p", { class: "note" }, `The first ${LISTED} of ${count(all.length)}; run.json has them all.`) : null,
    drift(run, i));
};
const expectations = () =>
  runs.some((run) => expectationsOf(run).length > 0) ? section("expectations", "Expectations", each(expected)) : null;
