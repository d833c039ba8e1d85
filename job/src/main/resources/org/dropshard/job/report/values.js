"use strict";
// How values are spread in each channel, before and after.

const channelName = (run, channels) => {
  const colors = channels === 3 && samplesOf(run).some((sample) => sample.view === "rgb");
  return (c) => bandName(run, c)
    ?? (colors ? capital(RGB[c][0]) : run.run.dropout.layout === "NONE" ? "All values" : `Channel ${c}`);
};

/** One side of a channel's histogram: the share of each bin, and its height as a bin of `width` would have it. */
const series = (histogram, side, width) => {
  const data = histogram[side];
  const total = data.counts.reduce((sum, n) => sum + n, data.below + data.above);
  const own = (histogram.high - histogram.low) / data.counts.length;
  const bins = data.counts.map((n, i) => ({
    x1: histogram.low + i * own,
    x2: histogram.low + (i + 1) * own,
    share: total > 0 ? n / total : 0,
    y: total > 0 ? (n / total) * (width / own) : 0,
  }));
  return { bins, beyond: total > 0 ? (data.below + data.above) / total : 0 };
};

/** The lines of a chart: one before if it stands for both runs, and each after. */
const sides = () => [
  ...(sameBefore ? runs.slice(0, 1) : runs).map((run, i) =>
    ({ run, i, side: "before", name: sameBefore ? "before" : `before, in ${NAMES[i]}`, tone: "var(--before)", dash: i === 1 ? "4 3" : null })),
  ...runs.map((run, i) => ({ run, i, side: "after", name: ofRun(i, "after"), tone: tone(i), dash: null })),
];

/** A channel's histograms on one axis, and how high they reach but for peaks that tower over all else. */
const histogramOf = (channel) => {
  const found = sides().map((one) => ({ ...one, data: one.run.preview.histograms?.[channel] })).filter(({ data }) => data);
  const low = Math.min(...found.map(({ data }) => data.low));
  const high = Math.max(...found.map(({ data }) => data.high));
  const width = Math.max(...found.map(({ data }) => (data.high - data.low) / data.before.counts.length));
  const lines = found.map((one) => ({ ...one, ...series(one.data, one.side, width) }));
  const heights = lines.flatMap(({ bins }) => bins.map((bin) => bin.y)).sort((a, b) => b - a);
  const rest = heights.find((y) => y < heights[0] / 2.5) ?? heights[0];
  const few = heights.filter((y) => y > rest).length <= 2 * lines.length;
  const filled = heights.filter((y) => y > 0).length;
  return { channel, low, high, lines, reach: few && rest > 0 && filled > 4 * lines.length ? rest : heights[0] };
};

const histogram = ({ channel, low, high, lines }, name, top) => {
  const tallest = lines.flatMap(({ bins }) => bins).filter((bin) => bin.y > top).map((bin) => (bin.x1 + bin.x2) / 2);
  const places = tallest.filter((x, i) => !tallest.slice(0, i).some((other) => Math.abs(other - x) < (high - low) / 3)).slice(0, 2);
  const at = (bins, x) => bins.find((bin) => bin.x1 <= x && x < bin.x2);
  const peaks = places.map((x) => ({
    x, words: `↑ ${lines.filter(({ bins }) => at(bins, x)?.y > top).map((one) => `${one.name} ${percent(at(one.bins, x).share, 1)}`).join(", ")}` }));
  const edges = (bins) => [...bins.map((bin) => ({ x: bin.x1, y: Math.min(bin.y, top) })), { x: bins.at(-1).x2, y: Math.min(bins.at(-1).y, top) }];
  const mean = (side, run) => run[side].listed[channel]?.mean;
  const zeros = (side, run) => percent(run[side].listed[channel]?.zeros / run[side].listed[channel]?.count, 1);
  const description = `${name}: histogram of its values. ` +
    runs.map((run, i) => ofRun(i, `mean ${number(mean("before", run))} before and ${number(mean("after", run))} after dropout, `
      + `zeros ${zeros("before", run)} before and ${zeros("after", run)} after`)).join("; ");
  const beyond = Math.max(...lines.map((one) => one.beyond));
  return chart(
    [name, beyond >= 0.0005 ? h("span", {}, ` · ${percent(beyond, 1)} beyond the axis`) : ""],
    description,
    (width) => {
      const f = frame(width, 170, [low, high], [0, top], { left: two ? 4 : 40, top: 16 });
      gridY(f, 3);
      for (const one of lines) {
        if (one.side === "before") {
          area(f, edges(one.bins), { fill: one.tone, "fill-opacity": one.dash ? 0 : 0.38 });
          if (one.dash) line(f, edges(one.bins), { stroke: one.tone, "stroke-width": 1.5, "stroke-dasharray": one.dash });
        } else {
          line(f, edges(one.bins), { stroke: one.tone, "stroke-width": 1.75 });
        }
      }
      base(f);
      axisX(f, 5, number);
      if (!two) axisY(f, 3, (y) => percent(y, 1));
      for (const { x, words } of peaks) {
        const left = x <= (low + high) / 2;
        text(f, f.x(x) + (left ? 5 : -5), f.top + 8, words, {
          "text-anchor": left ? "start" : "end", "font-weight": 600, stroke: "var(--paper)", "stroke-width": 4, "paint-order": "stroke" });
      }
      tip(f, (px) => {
        const x = f.x.invert(px);
        const bin = at(lines[0].bins, x) ?? at(lines.at(-1).bins, x);
        return bin && [`${number(bin.x1)} to ${number(bin.x2)}`, ...lines.map((one) => `${one.name} ${percent(at(one.bins, x)?.share ?? 0, 2)}`)];
      });
      return f;
    });
};

const histogramTable = (run) => () =>
  h("div", {}, run.preview.histograms.map((data) => {
    const width = (data.high - data.low) / data.before.counts.length;
    return h("div", {},
      h("h3", { class: "inner" }, channelName(run, run.after.channels)(data.channel)),
      table(`Histogram of channel ${data.channel}`, ["From", "#to", "#before", "#after"],
        data.before.counts.map((n, i) =>
          [number(data.low + i * width), { exact: data.low + (i + 1) * width, text: number(data.low + (i + 1) * width) }, n, data.after.counts[i]])));
  }));

/** Whether every value was looked at, and whether each fell into a bin of its own. */
const sampling = () => {
  const all = runs.flatMap((run) => run.preview.histograms ?? []).flatMap((data) => [data.before, data.after]);
  const total = d3.sum(all, (data) => d3.sum(data.counts) + data.below + data.above);
  const looked = d3.sum(all, (data) => data.looked);
  const spread = all.some((data) => data.spread);
  return (looked < total
    ? `Estimated from ${percent(looked / total, 1)} of the values, evenly spread over every tensor; the statistics below count all. `
    : "Every value is counted. ")
    + (spread ? "Values are held to about 5 % of their size, so a peak away from zero may be drawn wider than it is. " : "");
};

const moments = (nameOf) => {
  const channels = Math.max(...runs.map((run) => Math.max(run.before.mean.length, run.after.mean.length)));
  const shown = sides().map((one) => ({
    ...one,
    points: one.run[one.side].mean.map((mean, channel) => ({ channel, mean, std: one.run[one.side].std[channel] })).filter((d) => d.mean !== null) }));
  const all = shown.flatMap((one) => one.points);
  if (all.length === 0) return null;
  const description = "Mean and standard deviation of each channel, before and after dropout. The table of statistics has the numbers.";
  const caption = ["Mean ", h("span", {}, "± one standard deviation")];
  const [low, high] = d3.extent(all.flatMap((d) => [d.mean - d.std, d.mean + d.std]));
  const reach = low < high ? [low, high] : [low - 1, low + 1];
  if (channels > 24) {
    return chart(caption, description, (width) => {
      const f = frame(width, 260, [0, channels - 1], reach, { bottom: 40, left: 52 });
      f.y.nice();
      gridY(f, 5);
      for (const one of shown) {
        const band = d3.area((d) => f.x(d.channel), (d) => f.y(d.mean - d.std), (d) => f.y(d.mean + d.std));
        put(f, "path", { d: band(one.points), fill: one.tone, "fill-opacity": 0.14 });
        put(f, "path", { d: d3.line((d) => f.x(d.channel), (d) => f.y(d.mean))(one.points), fill: "none", stroke: one.tone, "stroke-width": 1.5, "stroke-dasharray": one.dash });
      }
      axisX(f, 8, count);
      axisY(f, 5, number);
      text(f, (f.left + f.right) / 2, f.bottom + 34, "channel", { fill: "var(--quiet)", "text-anchor": "middle" });
      return f;
    });
  }
  return chart(caption, description, (width) => {
    const pitch = 14 * shown.length + 16;
    const f = frame(width, 40 + channels * pitch, reach, [0, 1], { left: 82 });
    f.x.nice();
    gridX(f, 6);
    const marks = shown.flatMap((one, order) => one.points.map((d) => ({ ...d, one, y: 16 + d.channel * pitch + order * 14 + 8 })));
    for (const d of marks) {
      put(f, "line", { x1: f.x(d.mean - d.std), x2: f.x(d.mean + d.std), y1: d.y, y2: d.y, stroke: d.one.tone, "stroke-width": 3, "stroke-linecap": "round", "stroke-opacity": 0.55, "stroke-dasharray": d.one.dash });
      put(f, "circle", { cx: f.x(d.mean), cy: d.y, r: 4.5, fill: d.one.tone });
    }
    for (let c = 0; c < channels; c++) {
      text(f, f.left - 10, 16 + c * pitch + 7 * shown.length + 5, nameOf(c), { "text-anchor": "end", fill: "var(--quiet)" });
    }
    axisX(f, 6, number);
    tip(f, (px, py) => {
      const near = d3.least(marks, (d) => Math.abs(d.y - py));
      return near && Math.abs(near.y - py) < 14 && [`${nameOf(near.channel)}, ${near.one.name}`, `mean ${number(near.mean)}`, `deviation ${number(near.std)}`];
    });
    return f;
  });
};

const STATISTICS = ["count", "mean", "std", "min", "max", "zeros", "nan", "infinite", "nodata"];
const statistic = (channel, name) => {
  const value = channel?.[name];
  return { exact: value, text: ["count", "zeros", "nan", "infinite", "nodata"].includes(name) ? count(value ?? 0) : number(value) };
};
const statisticsTable = (nameOf) => {
  const listed = Math.max(...runs.map((run) => run.after.listed.length));
  const names = runs.some(nodata) ? STATISTICS : STATISTICS.slice(0, -1);
  const total = Math.max(...runs.map((run) => run.after.channels));
  const rowsOf = (c) => sides().map((one, k, all) => ({
    class: k < all.length - 1 ? "pair" : null,
    cells: [k === 0 ? nameOf(c) : "", one.name, ...names.map((name) => statistic(one.run[one.side].listed[c], name))] }));
  return h("div", { id: "statistics" },
    table("Statistics of each channel before and after", ["Channel", "", "#count", "#mean", "#deviation", "#least", "#largest", "#zeros", "#NaN", "#infinite", ...(runs.some(nodata) ? ["#no data"] : [])],
      d3.range(listed).flatMap(rowsOf)),
    total > listed ? h("p", { class: "note" }, `The first ${listed} of ${count(total)} channels; stats.json has them all.`) : null);
};

const values = () => {
  const channels = Math.max(...runs.map((run) => run.after.channels));
  if (channels === 0) return null;
  const nameOf = channelName(runs[0], channels);
  const drawn = d3.range(Math.max(...runs.map((run) => run.preview.histograms?.length ?? 0))).map(histogramOf);
  const first = Math.min(drawn.length, 6);
  const top = 1.18 * Math.max(...drawn.map((one) => one.reach)) || 1;
  const draw = (one) => histogram(one, nameOf(one.channel), top);
  const charts = h("div", { class: "charts" }, drawn.slice(0, first).map(draw));
  const more = drawn.length > first ? h("button", { type: "button", class: "more" }, `Show ${drawn.length - first} more channels`) : null;
  more?.addEventListener("click", () => {
    charts.append(...drawn.slice(first).map(draw));
    more.remove();
  });
  return section("values", "Values of each channel",
    h("p", {}, "How often values occur, as a share of all. What dropped elements became stands out as a peak; where it would dwarf the rest it is cut off and told as a number. "
      + sampling()
      + (channels > drawn.length ? `Histograms are kept of the first ${drawn.length} of ${count(channels)} channels.` : "")),
    legend(sides().map((one) => one.side === "before"
      ? [one.name, one.dash ? one.tone : "color-mix(in srgb, var(--before) 45%, transparent)", one.dash ? "stroke dash" : null]
      : [two ? `${one.name} ${spoken(dropout(one.run).kind ?? "steps")}` : one.name, one.tone, "stroke"])),
    charts, more,
    runs.map((run, i) => equivalent(ofRun(i, "Histograms as tables"), histogramTable(run))),
    h("div", { class: "below" }, moments(nameOf)),
    h("h3", { class: "inner" }, "Statistics"),
    statisticsTable(nameOf));
};
