"use strict";
// Charts by D3: a frame with its scales, and the few marks that are drawn in it.

/**
 * A chart that is drawn to the width that it has, and again when that changes.
 *
 * `draw` takes that width and gives the frame that it drew.
 */
const chart = (caption, description, draw) => {
  const home = h("div", { class: "plot" });
  const figure = h("figure", { class: "chart" }, caption ? h("figcaption", {}, caption) : null, home);
  let drawn = 0;
  new ResizeObserver(() => {
    const width = Math.floor(home.clientWidth);
    if (width > 0 && width !== drawn) {
      drawn = width;
      const svg = draw(width).svg.attr("role", "img").attr("aria-label", description);
      home.replaceChildren(svg.node());
    }
  }).observe(home);
  return figure;
};

const frame = (width, height, x, y, margin = {}) => {
  const { top = 8, right = 12, bottom = 26, left = 46 } = margin;
  return {
    svg: d3.create("svg").attr("viewBox", [0, 0, width, height]).attr("width", width).attr("height", height),
    left, right: width - right, top, bottom: height - bottom,
    x: d3.scaleLinear(x, [left, width - right]),
    y: d3.scaleLinear(y, [height - bottom, top]),
  };
};

const axisX = (f, ticks, format) =>
  f.svg.append("g").attr("class", "axis").attr("transform", `translate(0,${f.bottom})`)
    .call(d3.axisBottom(f.x).ticks(ticks).tickFormat(format).tickSize(4).tickSizeOuter(0));
const axisY = (f, ticks, format) =>
  f.svg.append("g").attr("class", "axis").attr("transform", `translate(${f.left},0)`)
    .call(d3.axisLeft(f.y).ticks(ticks).tickFormat(format).tickSize(0).tickPadding(6));
const gridX = (f, ticks) =>
  f.svg.append("g").attr("class", "grid").selectAll("line").data(f.x.ticks(ticks)).join("line")
    .attr("x1", f.x).attr("x2", f.x).attr("y1", f.top).attr("y2", f.bottom);
const gridY = (f, ticks) =>
  f.svg.append("g").attr("class", "grid").selectAll("line").data(f.y.ticks(ticks)).join("line")
    .attr("y1", f.y).attr("y2", f.y).attr("x1", f.left).attr("x2", f.right);
const base = (f) =>
  f.svg.append("line").attr("x1", f.left).attr("x2", f.right).attr("y1", f.y(0)).attr("y2", f.y(0)).attr("stroke", "var(--before)");

const put = (f, shape, attributes) => {
  const mark = f.svg.append(shape);
  for (const [name, value] of Object.entries(attributes)) mark.attr(name, value);
  return mark;
};
const text = (f, x, y, words, attributes = {}) => put(f, "text", { x, y, fill: "var(--ink)", ...attributes }).text(words);
const bar = (f, x1, x2, y1, y2, fill, attributes = {}) =>
  put(f, "rect", { x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1), fill, ...attributes });

/** Steps over bins: filled down to the base, or their line alone. */
const area = (f, edges, attributes) =>
  put(f, "path", { d: d3.area((d) => f.x(d.x), f.y(0), (d) => f.y(d.y)).curve(d3.curveStepAfter)(edges), ...attributes });
const line = (f, edges, attributes) =>
  put(f, "path", { d: d3.line((d) => f.x(d.x), (d) => f.y(d.y)).curve(d3.curveStepAfter)(edges), fill: "none", ...attributes });

/** What lies under the pointer, in words: `at` takes the place in the frame, and gives lines or nothing. */
const tip = (f, at) => {
  const box = f.svg.append("g").attr("class", "tip").attr("pointer-events", "none");
  f.svg.on("pointermove", (event) => {
    const [px, py] = d3.pointer(event);
    const lines = px < f.left - 2 || px > f.right + 2 ? null : at(px, py);
    box.selectAll("*").remove();
    if (!lines) return;
    const words = box.append("text");
    lines.forEach((one, i) => words.append("tspan").attr("x", 8).attr("y", 17 + 16 * i).text(one));
    const width = words.node().getComputedTextLength ? d3.max(words.selectAll("tspan").nodes(), (one) => one.getComputedTextLength()) + 16 : 0;
    box.insert("rect", "text").attr("width", width).attr("height", 12 + 16 * lines.length).attr("rx", 4);
    box.attr("transform", `translate(${Math.max(0, Math.min(px + 12, f.right - width))},${Math.max(0, Math.min(py - 8, f.bottom - 12 - 16 * lines.length))})`);
  }).on("pointerleave", () => box.selectAll("*").remove());
};

/** Horizontal bars, each under its name, with its value at its end; `most` is what fills the width. */
const bars = (description, entries, most) =>
  chart(null, description, (width) => {
    const f = frame(width, 6 + 44 * entries.length, [0, most || 1], [0, 1], { left: 0, right: 92, top: 4, bottom: 2 });
    entries.forEach((d, k) => {
      const y = 4 + 44 * k;
      const name = d.name.length > width / 7 ? `${d.name.slice(0, width / 7 - 1)}…` : d.name;
      text(f, 0, y + 14, name, { "font-size": 13 });
      bar(f, 0, Math.max(1, f.x(d.value)), y + 21, y + 38, d.tone, { rx: 2 });
      text(f, f.x(d.value) + 6, y + 34, d.text, { "font-weight": 600 });
    });
    return f;
  });
