"use strict";
// The runs that made the output, side by side, so that a slow drift is seen.

const trend = (name, what, past, value, format, options = {}) => {
  const points = past.map((one, k) => ({ k, one, y: value(one) })).filter((d) => Number.isFinite(d.y));
  if (points.length < 2) return null;
  const spread = options.spread ? (d) => options.spread(d.one) : () => 0;
  const [low, high] = d3.extent([...points.flatMap((d) => [d.y - spread(d), d.y + spread(d)]), options.asked].filter(Number.isFinite));
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  const reach = [options.zero ? 0 : low - room, high + room];
  return chart([name, " ", h("span", {}, what)], `${name}, ${what}, of the last ${points.length} runs: from ${format(points[0].y)} to ${format(points.at(-1).y)}.`, (width) => {
    const f = frame(width, 130, [0, past.length - 1], reach, { left: 54, bottom: 22, top: 10 });
    gridY(f, 3);
    if (options.spread) {
      put(f, "path", { d: d3.area((d) => f.x(d.k), (d) => f.y(d.y - spread(d)), (d) => f.y(d.y + spread(d)))(points), fill: "var(--before)", "fill-opacity": 0.22 });
    }
    if (options.asked !== undefined) {
      put(f, "line", { x1: f.left, x2: f.right, y1: f.y(options.asked), y2: f.y(options.asked), stroke: "var(--ink)", "stroke-dasharray": "4 3" });
    }
    put(f, "path", { d: d3.line((d) => f.x(d.k), (d) => f.y(d.y))(points), fill: "none", stroke: "var(--a)", "stroke-width": 1.5 });
    if (points.length <= 40) points.forEach((d) => put(f, "circle", { cx: f.x(d.k), cy: f.y(d.y), r: 3, fill: "var(--a)" }));
    axisY(f, 3, format);
    text(f, f.left, f.bottom + 16, day(past[0]), { fill: "var(--quiet)" });
    text(f, f.right, f.bottom + 16, day(past.at(-1)), { fill: "var(--quiet)", "text-anchor": "end" });
    tip(f, (px) => {
      const near = d3.least(points, (d) => Math.abs(f.x(d.k) - px));
      return [near.one.run_id, `${day(near.one)}: ${format(near.y)}${options.spread ? ` ± ${format(spread(near))}` : ""}`];
    });
    return f;
  });
};
const day = (one) => (one.finished ?? "").slice(0, 16).replace("T", " ");

const pastRuns = (run, i) => {
  const past = run.history ?? [];
  if (past.length < 2) return null;
  const total = run.run.runs.length;
  const names = channelName(run, run.before.channels);
  const p = dropout(run).p;
  return h("div", {},
    h("p", {}, ofRun(i, `${total > past.length ? `The last ${past.length} of ${count(total)} runs` : `${plural(total, "run")}`}, the oldest at the left. Means are of the samples, before dropout; the band is one standard deviation to each side.`)),
    h("div", { class: "charts" },
      trend("Rows", "written", past, (one) => one.rows, count, { zero: true }),
      trend("Time", "in seconds", past, (one) => one.seconds, number, { zero: true }),
      trend("Drop rate", p === undefined ? "found" : "found; dashed: asked", past, (one) => one.drop_rate, (x) => percent(x, 1), p === undefined ? {} : { asked: p }),
      d3.range(past[0].mean.length).map((c) =>
        trend(capital(names(c)), "mean", past, (one) => one.mean[c] ?? NaN, number, { spread: (one) => one.std[c] ?? 0 }))));
};
const pastRunsSection = () => (runs.some((run) => (run.history ?? []).length > 1) ? section("history", "Runs so far", each(pastRuns)) : null);
