"use strict";
(() => {
  const runs = JSON.parse(document.getElementById("data").textContent).runs;
  const two = runs.length > 1;
  const TONES = ["var(--a)", "var(--b)"];
  const NAMES = ["A", "B"];

  // --- Elements and numbers ------------------------------------------------------------------------

  /** An element; a null child is left out, a text is never markup. */
  const h = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(name, value === true ? "" : value);
      }
    }
    element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return element;
  };
  const whole = new Intl.NumberFormat("en");
  const count = (n) => (n === undefined || n === null ? "–" : whole.format(n));
  const number = (x) => {
    if (x === null || x === undefined) return "–";
    const size = Math.abs(x);
    if (x === 0) return "0";
    if (size >= 1e7 || size < 1e-4) return x.toExponential(3).replace("e+", "e");
    return new Intl.NumberFormat("en", { maximumSignificantDigits: size >= 1000 ? 7 : 5 }).format(x);
  };
  const percent = (x, digits = 2) =>
    x === null || x === undefined ? "–" : `${(100 * x).toFixed(digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "")}\u00a0%`;
  const bytes = (n) => {
    const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    while (n >= 1000 && unit < units.length - 1) {
      n /= 1000;
      unit++;
    }
    return `${unit === 0 || n >= 100 ? Math.round(n) : Number(n.toPrecision(3))}\u00a0${units[unit]}`;
  };
  const seconds = (s) =>
    s === undefined
      ? "–"
      : s < 120
        ? `${s < 10 ? s.toFixed(1) : Math.round(s)} s`
        : s < 7200
          ? `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`
          : `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
  const rate = (n) => (n >= 100 ? count(Math.round(n)) : number(Number(n.toPrecision(3))));
  const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
  /** A number whose exact value stays readable to programs. */
  const exact = (value, text) => h("data", { value }, text);

  /** An id for a heading and its section. */
  const section = (id, title, ...content) =>
    h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...content);

  const cell = (value) =>
    value instanceof Node
      ? h("td", {}, value)
      : typeof value === "object" && value !== null
        ? h("td", { class: value.wrap ? "wrap" : "n" }, value.wrap ?? exact(value.exact, value.text))
        : h("td", { class: typeof value === "number" ? "n" : null }, typeof value === "number" ? count(value) : value);

  /** A table that scrolls within itself; the first cell of a row names it. */
  const table = (caption, head, rows) =>
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h("table", {},
        h("thead", {}, h("tr", {}, head.map((name) =>
          h("th", { scope: "col", class: String(name).startsWith("#") ? "n" : null }, name instanceof Node ? name : name.replace("#", ""))))),
        h("tbody", {}, rows.map((row) =>
          h("tr", { class: row.class }, (row.cells ?? row).map((value, i) =>
            i === 0 ? h("th", { scope: "row" }, value) : cell(value)))))));

  /** The table that says what a chart shows; made when it is opened. */
  const equivalent = (summary, make) => {
    const details = h("details", {}, h("summary", {}, summary));
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(make());
    });
    return details;
  };

  const legend = (entries) =>
    h("ul", { class: "legend" }, entries.map(([name, color, stroke]) =>
      h("li", { class: stroke ? "stroke" : null, style: `--key: ${color}` }, name)));

  // --- Charts --------------------------------------------------------------------------------------

  /** A chart that is drawn to the width that it has, and again when that changes. */
  const chart = (caption, description, options) => {
    const home = h("div", {});
    const figure = h("figure", { class: "chart" }, caption ? h("figcaption", {}, caption) : null, home);
    let drawn = 0;
    const draw = () => {
      const width = Math.floor(home.clientWidth);
      if (width > 0 && width !== drawn) {
        drawn = width;
        const svg = Plot.plot({
          width, marginLeft: 46, marginRight: 12, style: { background: "transparent" }, ...options(width) });
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", description);
        home.replaceChildren(svg);
      }
    };
    new ResizeObserver(draw).observe(home);
    return figure;
  };

  // --- What a run was ------------------------------------------------------------------------------

  const dropout = (run) => run.run.dropout ?? {};
  const spoken = (name) => name.replaceAll("_", " ");
  const method = (run) => {
    const { kind, p, steps = [], mode, direction } = dropout(run);
    const what = kind === undefined
      ? steps.map((step) => spoken(step.step)).join(", ")
      : `${spoken(kind)}${/drop|cutout|grid/.test(kind) ? "" : " dropout"}${p === undefined ? "" : ` at ${percent(p)}`}`;
    return `${direction === "backward" ? "gradients back through " : ""}${what}${mode === "eval" ? ", in evaluation" : ""}`;
  };
  const title = (run) => method(run).charAt(0).toUpperCase() + method(run).slice(1);
  const NOUNS = [
    [/^element|^alpha|^drop_block/, "element"], [/^spatial|^channel|^feature_alpha/, "channel"],
    [/^pixel|^coarse|^cutout|^grid/, "place"], [/^sample/, "sample"]];
  const noun = (run, n) =>
    `${NOUNS.find(([kind]) => kind.test(dropout(run).kind ?? ""))?.[1] ?? "unit"}${n === 1 ? "" : "s"}`;
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
  const ofRun = (i, text) => (two ? `${NAMES[i]}: ${text}` : text);
  const tag = (i) => h("span", { class: "swatch", style: `--key: ${TONES[i]}` }, NAMES[i]);

  const FACTS = [
    ["Rows written", (run) => exact(rows(run).out, count(rows(run).out)),
      (run) => `${plural(rows(run).in, "sample")}, ${plural(dropout(run).copies ?? 1, "copy", "copies")} of each`],
    ["Dropped", (run) => (run.after.units > 0 ? exact(run.after.drop_rate, percent(run.after.drop_rate)) : "nothing"),
      (run) => (run.after.units > 0
        ? `${dropout(run).p === undefined ? "" : `${percent(dropout(run).p)} asked; `}${count(run.after.dropped)} of ${plural(run.after.units, noun(run, 1))}`
        : "nothing is dropped as a unit")],
    ["Shards", (run) => exact(run.shards.count, count(run.shards.count)),
      (run) => `${bytes(written(run).bytes ?? 0)} of ${written(run).format ?? "data"}`],
    ["Bad records", (run) => exact(rows(run).bad, count(rows(run).bad)),
      (run) => (rows(run).bad > 0 ? `${percent(rows(run).bad / rows(run).in)} of all` : "every sample was usable")],
    ["Time", (run) => exact(elapsed(run), seconds(elapsed(run))),
      (run) => {
        const samples = perSecond(run, rows(run).in);
        const read = perSecond(run, run.run.input?.bytes);
        return samples === null ? "" : `${rate(samples)} samples/s, ${bytes(read)}/s read`;
      }],
  ];

  const copyButton = (text) => {
    const button = h("button", { type: "button" }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(button.previousElementSibling);
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    return button;
  };

  const again = (run, i) =>
    h("div", { class: "command" },
      h("p", {}, ofRun(i, "The same bytes again, on any machine:")),
      h("pre", { tabindex: 0, "aria-label": "Command that makes this output again" }, h("code", {}, run.command)),
      copyButton(run.command));

  const facts = () =>
    two
      ? h("div", { style: "margin-top: 2rem" },
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

  // --- Samples -------------------------------------------------------------------------------------

  const RGB = [["red", "var(--r)"], ["green", "var(--g)"], ["blue", "var(--bl)"]];

  const picture = (png, alt) => {
    const image = h("img", { alt, src: `data:image/png;base64,${png}` });
    image.addEventListener("load", () => image.classList.toggle("soft", Math.max(image.naturalWidth, image.naturalHeight) > 128));
    return image;
  };

  const sentence = (sample, copy, run) => {
    if (!copy || copy.units === 0) return null;
    const share = copy.units > 0 ? ` (${percent(copy.dropped / copy.units, 1)})` : "";
    return dropout(run).kind === "sample"
      ? copy.dropped ? "dropped whole" : "kept"
      : `${count(copy.dropped)} of ${plural(copy.units, noun(run, 1))} dropped${copy.units > 8 ? share : ""}`;
  };

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
        noun(run, 1) === "channel" && copy
          ? h("ul", { class: "chips" }, RGB.map(([color, dot], c) =>
              h("li", { class: dropped.has(c) ? "dropped" : null, style: `--dot: ${dot}` },
                dropped.has(c) ? [h("s", {}, color), h("span", { class: "unseen" }, " dropped")] : color)))
          : null,
      ];
    } else if (sample.view === "channels") {
      body = h("ul", { class: "panels" }, pictures.map((png, c) =>
        h("li", { class: dropped.has(c) ? "dropped" : null },
          h("div", { class: "tile" }, picture(png, what(`channel ${c}${dropped.has(c) ? ", dropped" : ""}`))),
          dropped.has(c) ? `${c} dropped` : String(c))));
    } else {
      body = h("div", { class: "rows" }, picture(pictures[0], what("a row for each channel")),
        dropped.size > 0
          ? h("p", { class: "said" }, `${sample.channels > 96 ? "Dropped among the first 96" : "Dropped"}: ${[...dropped].join(", ")}`)
          : null);
    }
    return h("div", { class: "stage" },
      h("p", { class: "name" }, name), body, copy ? h("p", { class: "said" }, sentence(sample, copy, run)) : null);
  };

  const sampleCard = (sample, stages) => {
    const panels = sample.view === "channels" && sample.before.length > 1;
    const more = sample.view === "channels" && sample.channels > sample.before.length
      ? `, the first ${sample.before.length} of ${sample.channels} channels` : "";
    return h("figure", { class: "sample" },
      h("figcaption", {}, h("h3", {}, sample.key), h("div", { class: "about" }, `${sample.tensor}, id ${sample.id}${more}`)),
      h("div", { class: `stages${panels ? " stacked" : stages.length === 2 ? " two" : ""}` }, stages));
  };

  /** Rows of panels take the whole width. */
  const wide = (shown) => `samples${shown.some((sample) => sample.view === "channels" && sample.before.length > 3) ? " wide" : ""}`;
  const samplesOf = (run) => run.preview.samples ?? [];
  const stagesOf = (run, sample) => [
    stage(sample, "Before", sample.before, null, run),
    ...sample.copies.map((copy) =>
      stage(sample, sample.copies.length > 1 ? `After, copy ${copy.copy}` : "After", copy.pictures, copy, run)),
  ];

  const samples = () => {
    if (runs.every((run) => samplesOf(run).length === 0)) {
      return section("samples", "Samples", h("p", {}, "No sample was kept for show."));
    }
    if (!two) {
      const run = runs[0];
      return section("samples", "Samples, before and after",
        h("p", {}, `${plural(samplesOf(run).length, "sample")} drawn by the seed, the same ones on every run. ${["spatial", "sample"].includes(dropout(run).kind) ? "" : " No pixel here is a mean of several, so that single dropped elements show."}`),
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
    const apart = runs.flatMap((run) => samplesOf(run).slice(0, 3).map((sample) => sampleCard(sample, stagesOf(run, sample))));
    return section("samples", "Samples, side by side",
      h("p", {}, shared.length > 0
        ? "The samples that both runs drew; their first copies."
        : "The runs drew no sample in common: their seeds or inputs differ. Three of each."),
      h("div", { class: wide(runs.flatMap(samplesOf)) }, shared.length > 0 ? cards : apart));
  };

  // --- Drop rate -----------------------------------------------------------------------------------

  const dropRate = () => {
    const shown = runs
      .map((run, i) => ({ run, name: two ? NAMES[i] : "", tone: TONES[i], p: dropout(run).p, found: run.after.drop_rate, bound: run.bound }))
      .filter((d) => Number.isFinite(d.found) && Number.isFinite(d.p) && (d.bound !== undefined || dropout(d.run).mode !== "eval"));
    if (shown.length === 0) return null;
    const words = shown.map((d) => {
      const asked = `${d.name ? `${d.name}: ` : ""}${percent(d.found, 4)} found, ${percent(d.p, 4)} asked`;
      const away = Math.abs(d.found - d.p);
      return d.bound === undefined
        ? `${asked}. Samples share masks, so no bound is given.`
        : `${asked}: ${percent(away, 4)} apart, ${away <= d.bound ? "within" : "beyond"} the bound of ±${percent(d.bound, 4)} that ${plural(d.run.after.units, `independent ${noun(d.run, 1)}`)} break once in ${count(Math.round(1 / d.run.bound_false_alarm))} runs.`;
    });
    const reach = Math.max(...shown.map((d) => Math.max(d.bound ?? 0, Math.abs(d.found - d.p), 1e-9))) * 1.35;
    const low = Math.max(0, Math.min(...shown.map((d) => d.p)) - reach);
    const high = Math.min(1, Math.max(...shown.map((d) => d.p)) + reach);
    return section("drop-rate", "Drop rate, asked against found",
      words.map((text) => h("p", {}, text)),
      chart(null, words.join(" "), () => ({
        height: 58 + 34 * shown.length,
        marginLeft: two ? 28 : 12,
        marginTop: 22,
        x: { domain: [low, high], label: null, tickFormat: (x) => percent(x, 3), ticks: 5 },
        y: { domain: shown.map((d) => d.name), label: null, tickSize: 0, axis: two ? "left" : null },
        marks: [
          Plot.barX(shown.filter((d) => d.bound !== undefined), {
            y: "name", x1: (d) => Math.max(low, d.p - d.bound), x2: (d) => Math.min(high, d.p + d.bound), fill: "var(--before)", fillOpacity: 0.28, insetTop: 6, insetBottom: 6, rx: 3 }),
          Plot.tickX(shown, { y: "name", x: "p", stroke: "var(--ink)", strokeWidth: 1.5 }),
          Plot.dot(shown, { y: "name", x: "found", r: 6, fill: (d) => (d.bound !== undefined && Math.abs(d.found - d.p) > d.bound ? "var(--alarm)" : d.tone), stroke: "var(--paper)", strokeWidth: 1.5 }),
          Plot.text(shown.slice(0, 1), { y: "name", x: "p", text: () => "asked", dy: -26, fill: "var(--quiet)" }),
        ],
      })),
      legend([...shown.map((d) => [`found${d.name ? ` in ${d.name}` : ""}`, d.tone]),
        ...(shown.some((d) => d.bound !== undefined) ? [["within the bound", "color-mix(in srgb, var(--before) 35%, transparent)"]] : [])]));
  };

  // --- Values --------------------------------------------------------------------------------------

  /** The channel's series: what a bin of a given width would hold of all values, from edge to edge. */
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
    return { bins, total, beyond: total > 0 ? (data.below + data.above) / total : 0 };
  };
  const edges = (bins) => [...bins.map((bin) => ({ x: bin.x1, y: bin.y })), { x: bins.at(-1).x2, y: bins.at(-1).y }];

  const names = (run, channels) =>
    channels === 3 && samplesOf(run).some((sample) => sample.view === "rgb")
      ? (c) => `${RGB[c][0].charAt(0).toUpperCase()}${RGB[c][0].slice(1)}`
      : (c) => `Channel ${c}`;

  /** A channel's histograms on one axis, and how high they reach but for peaks that tower over all else. */
  const histogramOf = (channel) => {
    const found = runs.map((run) => run.preview.histograms?.[channel]).map((data, i) => ({ data, i })).filter(({ data }) => data);
    const low = Math.min(...found.map(({ data }) => data.low));
    const high = Math.max(...found.map(({ data }) => data.high));
    const width = (high - low) / 64;
    const before = series(found[0].data, "before", width);
    const after = found.map(({ data, i }) => ({ ...series(data, "after", width), tone: two ? TONES[i] : "var(--a)", i }));
    const heights = [before, ...after].flatMap(({ bins }) => bins.map((bin) => bin.y)).sort((a, b) => b - a);
    const rest = heights.find((y) => y < heights[0] / 2.5) ?? heights[0];
    const few = heights.filter((y) => y > rest).length <= 2 * (1 + after.length);
    return { channel, low, high, before, after, reach: few && rest > 0 ? rest : heights[0] };
  };

  const histogram = ({ channel, low, high, before, after }, name, top) => {
    const lines = [{ ...before, name: "before" }, ...after.map((one) => ({ ...one, name: two ? NAMES[one.i] : "after" }))];
    const tallest = lines.flatMap(({ bins }) => bins).filter((bin) => bin.y > top).map((bin) => (bin.x1 + bin.x2) / 2);
    const places = tallest.filter((x, i) => !tallest.slice(0, i).some((other) => Math.abs(other - x) < (high - low) / 3)).slice(0, 2);
    const peaks = places.map((x) => {
      const near = lines.map(({ name, bins }) => ({ name, bin: bins.find((bin) => bin.x1 <= x && x <= bin.x2) })).filter(({ bin }) => bin?.y > top);
      return { x, anchor: x > (low + high) / 2 ? "end" : "start", text: `↑ ${near.map(({ name, bin }) => `${name} ${percent(bin.share, 1)}`).join(", ")}` };
    });
    const clipped = (bins) => edges(bins).map((point) => ({ ...point, y: Math.min(point.y, top) }));
    const mean = (side, run) => run[side].listed[channel]?.mean;
    const description = `${name}: histogram of its values. ` +
      runs.map((run, i) => ofRun(i, `mean ${number(mean("before", run))} before and ${number(mean("after", run))} after dropout, `
        + `zeros ${percent(run.before.listed[channel]?.zeros / run.before.listed[channel]?.count, 1)} before and ${percent(run.after.listed[channel]?.zeros / run.after.listed[channel]?.count, 1)} after`)).join("; ");
    const beyond = Math.max(before.beyond, ...after.map((one) => one.beyond));
    return chart(
      [name, beyond >= 0.0005 ? h("span", {}, ` · ${percent(beyond, 1)} beyond the axis`) : ""],
      description,
      () => ({
        height: 170,
        marginLeft: 34,
        marginTop: 16,
        marginBottom: 26,
        x: { domain: [low, high], label: null, ticks: 5 },
        y: { domain: [0, top], label: null, ticks: 3, tickFormat: (y) => percent(y, 1), axis: two ? null : "left", tickSize: 0 },
        marks: [
          Plot.gridY({ ticks: 3, stroke: "var(--line)", strokeOpacity: 1 }),
          Plot.areaY(clipped(before.bins), { x: "x", y: "y", curve: "step-after", fill: "var(--before)", fillOpacity: 0.38 }),
          after.map((one) => Plot.lineY(clipped(one.bins), { x: "x", y: "y", curve: "step-after", stroke: one.tone, strokeWidth: 1.75, strokeLinejoin: "miter" })),
          Plot.ruleY([0], { stroke: "var(--before)" }),
          ["start", "end"].map((anchor) =>
            Plot.text(peaks.filter((peak) => peak.anchor === anchor), { x: "x", y: () => top, text: "text", textAnchor: anchor, dx: anchor === "start" ? 5 : -5, dy: 7, fill: "var(--ink)", stroke: "var(--paper)", strokeWidth: 4, fontWeight: 600 })),
          Plot.tip(after[0].bins.map((bin, i) => ({ ...bin, before: before.bins[i]?.share })), Plot.pointerX({
            x: (d) => (d.x1 + d.x2) / 2, y: (d) => Math.min(d.y, top),
            title: (d) => `${number(d.x1)} to ${number(d.x2)}\n` + (two ? `${percent(d.share, 2)} in A` : `before ${percent(d.before, 2)}\nafter ${percent(d.share, 2)}`) })),
        ],
      }));
  };

  const histogramTable = (run) => () => {
    const all = run.preview.histograms;
    return h("div", {}, all.map((data) =>
      h("div", {},
        h("h3", { style: "margin-top: 1rem" }, `Channel ${data.channel}`),
        table(`Histogram of channel ${data.channel}`, ["From", "#to", "#before", "#after"],
          data.before.counts.map((n, i) => {
            const width = (data.high - data.low) / data.before.counts.length;
            return [number(data.low + i * width), { exact: data.low + (i + 1) * width, text: number(data.low + (i + 1) * width) }, n, data.after.counts[i]];
          })))));
  };

  const moments = (channelNames) => {
    const channels = Math.max(...runs.map((run) => Math.max(run.before.mean.length, run.after.mean.length)));
    const sides = [
      { name: "before", side: "before", run: runs[0], tone: "var(--before)" },
      ...runs.map((run, i) => ({ name: ofRun(i, "after"), side: "after", run, tone: two ? TONES[i] : "var(--a)" })),
    ];
    const points = sides.flatMap((one, order) =>
      one.run[one.side].mean.map((mean, channel) => ({ ...one, order, channel, mean, std: one.run[one.side].std[channel] }))
        .filter((d) => d.mean !== null));
    if (points.length === 0) return null;
    const description = "Mean and standard deviation of each channel, before and after dropout. The table of statistics has the numbers.";
    const few = channels <= 24;
    const caption = ["Mean ", h("span", {}, "± one standard deviation")];
    return few
      ? chart(caption, description, () => ({
          height: 40 + channels * (16 + 14 * sides.length),
          marginLeft: 82,
          x: { label: null, ticks: 6 },
          fy: { label: null, domain: d3.range(channels), tickFormat: channelNames, padding: 0.1 },
          y: { type: "point", axis: null, domain: d3.range(sides.length), padding: 0.6 },
          marks: [
            Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
            Plot.ruleY(points, { fy: "channel", y: "order", x1: (d) => d.mean - d.std, x2: (d) => d.mean + d.std, stroke: "tone", strokeWidth: 3, strokeLinecap: "round", strokeOpacity: 0.55 }),
            Plot.dot(points, { fy: "channel", y: "order", x: "mean", r: 4.5, fill: "tone", tip: { format: { y: false, fy: false, fill: false } }, title: (d) => `${channelNames(d.channel)}, ${d.name}\nmean ${number(d.mean)}\ndeviation ${number(d.std)}` }),
          ],
        }))
      : chart(caption, description, () => ({
          height: 260,
          x: { label: "channel →", domain: [0, channels - 1] },
          y: { label: null, ticks: 5 },
          marks: [
            Plot.gridY({ stroke: "var(--line)", strokeOpacity: 1 }),
            sides.map((one, order) => {
              const mine = points.filter((d) => d.order === order);
              return [
                Plot.areaY(mine, { x: "channel", y1: (d) => d.mean - d.std, y2: (d) => d.mean + d.std, fill: one.tone, fillOpacity: 0.14 }),
                Plot.lineY(mine, { x: "channel", y: "mean", stroke: one.tone, strokeWidth: 1.5 }),
              ];
            }),
          ],
        }));
  };

  const STATISTICS = ["count", "mean", "std", "min", "max", "zeros", "nan", "infinite"];
  const statistic = (channel, name) => {
    const value = channel?.[name];
    return { exact: value, text: ["count", "zeros", "nan", "infinite"].includes(name) ? count(value) : number(value) };
  };
  const statisticsTable = (channelNames) => {
    const listed = Math.max(...runs.map((run) => run.after.listed.length));
    const total = Math.max(...runs.map((run) => run.after.channels));
    const rowsOf = (c) => [
      { class: "pair", cells: [channelNames(c), "before", ...STATISTICS.map((name) => statistic(runs[0].before.listed[c], name))] },
      ...runs.map((run, i) => ({ class: i < runs.length - 1 ? "pair" : null,
        cells: ["", ofRun(i, "after"), ...STATISTICS.map((name) => statistic(run.after.listed[c], name))] })),
    ];
    return h("div", { id: "statistics" },
      table("Statistics of each channel before and after", ["Channel", "", "#count", "#mean", "#deviation", "#least", "#largest", "#zeros", "#NaN", "#infinite"],
        d3.range(listed).flatMap(rowsOf)),
      total > listed ? h("p", { class: "note" }, `The first ${listed} of ${count(total)} channels; stats.json has them all.`) : null);
  };

  const values = () => {
    const channels = Math.max(...runs.map((run) => run.after.channels));
    if (channels === 0) return null;
    const channelNames = names(runs[0], channels);
    const drawn = d3.range(Math.max(...runs.map((run) => run.preview.histograms?.length ?? 0))).map(histogramOf);
    const first = Math.min(drawn.length, 6);
    const top = 1.18 * Math.max(...drawn.map((one) => one.reach)) || 1;
    const draw = (one) => histogram(one, channelNames(one.channel), top);
    const charts = h("div", { class: "charts" }, drawn.slice(0, first).map(draw));
    const more = drawn.length > first ? h("button", { type: "button", style: "margin-top: 1.5rem" }, `Show ${drawn.length - first} more channels`) : null;
    more?.addEventListener("click", () => {
      charts.append(...drawn.slice(first).map(draw));
      more.remove();
    });
    return section("values", "Values of each channel",
      h("p", {}, "How often values occur, as a share of all. What dropped elements became stands out as a peak; where it would dwarf the rest it is cut off and told as a number."
        + (channels > drawn.length ? ` Histograms are kept of the first ${drawn.length} of ${count(channels)} channels.` : "")),
      legend([["before", "color-mix(in srgb, var(--before) 45%, transparent)"], ...runs.map((run, i) => [ofRun(i, two ? `after ${spoken(dropout(run).kind ?? "steps")}` : "after"), two ? TONES[i] : "var(--a)", true])]),
      charts, more,
      runs.map((run, i) => equivalent(ofRun(i, "Histograms as tables"), histogramTable(run))),
      h("div", { style: "margin-top: 2rem" }, moments(channelNames)),
      h("h3", { style: "margin: 2rem 0 .25rem" }, "Statistics"),
      statisticsTable(channelNames));
  };

  // --- Shards, bad records, timings, settings ------------------------------------------------------

  /** Horizontal bars, each under its name, with its value at its end. */
  const bars = (description, entries) =>
    chart(null, description, (width) => ({
      height: 12 + 44 * entries.length, marginLeft: 0, marginRight: 78, marginTop: 4, marginBottom: 4,
      x: { axis: null, domain: [0, Math.max(...entries.map((d) => d.value)) || 1] },
      y: { axis: null, domain: d3.range(entries.length), paddingInner: 0.1 },
      marks: [
        Plot.barX(entries, { x: "value", y: (d, k) => k, fill: "tone", insetTop: 22, insetBottom: 6, rx: 2 }),
        Plot.text(entries, { x: 0, y: (d, k) => k, text: (d) => (d.name.length > width / 7 ? `${d.name.slice(0, width / 7 - 1)}…` : d.name), textAnchor: "start", dy: -11, fill: "var(--ink)", fontSize: 13 }),
        Plot.text(entries, { x: "value", y: (d, k) => k, text: "text", textAnchor: "start", dx: 6, dy: 8, fill: "var(--ink)", fontWeight: 600 }),
      ],
    }));

  const shards = (run, i) => {
    const data = run.shards;
    if (data.count === 0) return h("p", { class: "note" }, ofRun(i, "No shard was written."));
    const words = `${plural(data.count, "shard")}, from ${bytes(data.least)} to ${bytes(data.most)}, half of them up to ${bytes(data.median)}.`;
    const name = (file) => file.replace(/^(.*\/)?part-(\d+)-.*?(-c\d+)?(\.[\w.]+)$/, "$1part-$2$3$4");
    return h("div", {},
      h("p", { class: "note" }, ofRun(i, words)),
      data.count <= 8
        ? bars(`Sizes of shards: ${words}`, data.files.map((shard) =>
            ({ name: name(shard.file), value: shard.bytes, text: bytes(shard.bytes), tone: TONES[i] })))
        : chart(null, `Sizes of shards: ${words}`, (width) =>
            data.files
              ? {
                  height: 180, marginLeft: 58, marginBottom: 24,
                  x: { label: `shards 0 to ${data.count - 1}, in order`, labelAnchor: "center", labelArrow: "none", axis: "bottom", ticks: [], padding: data.count > width / 8 ? 0.1 : 0.35 },
                  y: { label: null, tickFormat: (y) => bytes(y), ticks: 4 },
                  marks: [
                    Plot.gridY({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
                    Plot.barY(data.files, { x: (d, k) => k, y: "bytes", fill: TONES[i], tip: { format: { x: false, y: false } }, title: (d) => `${name(d.file)}\n${plural(d.rows, "row")}\n${bytes(d.bytes)}` }),
                    Plot.ruleY([0], { stroke: "var(--before)" }),
                  ],
                }
              : {
                  height: 180, marginLeft: 58,
                  x: { label: "size →", tickFormat: (x) => bytes(x), ticks: 5 },
                  y: { label: null, ticks: 4, tickFormat: (y) => count(y) },
                  marks: [
                    Plot.gridY({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
                    Plot.rectY(data.bins, { x1: (d, k) => k * data.bin_bytes, x2: (d, k) => (k + 1) * data.bin_bytes, y: (d) => d, fill: TONES[i] }),
                    Plot.ruleY([0], { stroke: "var(--before)" }),
                  ],
                }),
      equivalent("Shards as a table", () =>
        data.files
          ? table("Shards", ["File", "#rows", "#bytes"], data.files.map((shard) => [shard.file, shard.rows, shard.bytes]))
          : table("How many shards there are of each size", ["Up to", "#shards"],
              data.bins.map((n, k) => [bytes((k + 1) * data.bin_bytes), n]))));
  };

  const badRecords = (run, i) => {
    const reasons = Object.entries(run.run.bad_records ?? {}).map(([rule, n]) => ({ rule, n })).sort((a, b) => b.n - a.n);
    if (!(rows(run).bad > 0)) {
      return h("p", { class: "note" }, ofRun(i, "None."));
    }
    const lines = run.quarantine;
    return h("div", {},
      h("p", { class: "note" }, ofRun(i, `${plural(rows(run).bad, "record")} of ${count(rows(run).in)}, by reason. A # stands for a number.`)),
      bars(`Bad records by reason: ${reasons.map((d) => `${d.rule}: ${d.n}`).join("; ")}`,
        reasons.map((d) => ({ name: d.rule, value: d.n, text: count(d.n), tone: "var(--alarm)" }))),
      equivalent("Reasons as a table", () => table("Bad records by reason", ["Reason", "#records"], reasons.map((d) => [d.rule, d.n]))),
      lines.length > 0
        ? equivalent(lines.length < rows(run).bad ? `The first ${lines.length} of them, as set aside in quarantine` : "All of them, as set aside in quarantine", () =>
            table("Records in quarantine", ["Sample", "Reason", "File"],
              lines.map((line) => [line.key, { wrap: line.reason }, { wrap: line.file + (line.row === null ? "" : `, row ${line.row}`) }])))
        : null);
  };

  const timings = (run, i) => {
    const all = run.run.timings ?? {};
    const stages = all.stages ?? [];
    const past = run.run.runs ?? [];
    const last = past.at(-1)?.timings?.seconds ?? all.seconds ?? 0;
    const spans = [
      ...stages.map((one) => ({ name: one.name, value: one.seconds, tone: TONES[i] })),
      { name: "before and after, in the driver", value: Math.max(0, last - d3.sum(stages, (one) => one.seconds)), tone: "var(--before)" },
    ].map((d) => ({ ...d, text: seconds(d.value) }));
    const total = d3.sum(stages, (one) => one.task_seconds);
    return h("div", {},
      h("p", { class: "note" }, ofRun(i, `${seconds(all.seconds)} in ${past.length > 1 ? `${count(past.length)} runs` : "all"}, ended on ${when(run)}.`
        + (total > 0 ? ` Tasks${past.length > 1 ? " of the last run" : ""} worked for ${seconds(total)} together, ${percent(d3.sum(stages, (one) => one.gc_seconds) / total, 1)} of it collecting garbage.` : ""))),
      past.length > 1
        ? table("Runs", ["Run", "Ended", "#samples", "#rows", "#bad", "#seconds"], [...past].reverse().slice(0, 200).map((one) =>
            [one.run_id, (one.timings?.finished ?? "").replace("T", " ").replace(/\..*/, ""), one.rows?.in, one.rows?.out, one.rows?.bad,
              { exact: one.timings?.seconds, text: number(one.timings?.seconds) }]))
        : null,
      past.length > 1 ? h("p", { class: "note", style: "margin-top: 1.5rem" }, "The last run, by stage:") : null,
      bars(`Time by stage: ${spans.map((d) => `${d.name} ${d.text}`).join("; ")}`, spans),
      equivalent("Timings as a table", () =>
        table("Stages", ["Stage", "#tasks", "#seconds", "#task seconds", "#CPU seconds", "#garbage collection"],
          stages.map((one) => [one.name, one.tasks, ...["seconds", "task_seconds", "cpu_seconds", "gc_seconds"].map((name) =>
            ({ exact: one[name], text: number(one[name]) }))]))));
  };

  const flat = (object, prefix = "") =>
    Object.entries(object ?? {}).flatMap(([key, value]) =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? flat(value, `${prefix}${key}.`)
        : [[`${prefix}${key}`, Array.isArray(value) ? value.join(", ") : String(value ?? "")]]);
  const side = (caption, pick) => {
    const maps = runs.map((run) => new Map(flat(pick(run))));
    const keys = [...new Set(maps.flatMap((map) => [...map.keys()]))];
    return table(caption, two ? ["", tag(0), tag(1)] : ["", ""], keys.map((key) => ({
      class: two && maps[0].get(key) !== maps[1].get(key) ? "differs" : null,
      cells: [key, ...maps.map((map) => ({ wrap: map.get(key) ?? "–" }))],
    })));
  };

  // --- The page ------------------------------------------------------------------------------------

  const each = (draw) => h("div", { class: two ? "twins" : null }, runs.map(draw));
  const sections = [
    samples(), dropRate(), values(),
    section("shards", "Shards", each(shards)),
    section("bad-records", "Bad records", each(badRecords)),
    section("timings", "Time", each(timings)),
    section("settings", "Settings and environment",
      h("p", {}, two ? "Lines that differ are shaded." : "As they were resolved, with what the run ran on."),
      side("Settings", (run) => run.run.config),
      h("h3", { style: "margin: 2rem 0 .25rem" }, "Environment"),
      side("Environment", (run) => ({ ...run.run.versions, contract: run.run.contract, "run id": run.run.run_id, digest: run.run.digest }))),
  ].filter((one) => one !== null);

  const heading = two
    ? `${title(runs[0])} against ${method(runs[1])}`
    : title(runs[0]);
  document.title = `${heading} – Dropshard`;
  document.getElementById("top").append(
    h("p", { class: "kicker" }, two ? "Dropshard comparison" : "Dropshard report"),
    h("h1", {}, two ? [tag(0), " ", title(runs[0]), " against ", tag(1), ` ${method(runs[1])}`] : heading),
    two
      ? h("p", { class: "lead" }, "Two outputs, side by side.")
      : h("p", { class: "lead" }, `${plural(rows(runs[0]).in, "sample")} became ${plural(rows(runs[0]).out, "row")} under seed ${runs[0].run.seed}${when(runs[0]) ? `, on ${when(runs[0])}` : ""}. They lie in `, h("span", { class: "mono" }, runs[0].output), "."),
    h("nav", { "aria-label": "Sections" }, sections.map((one) => h("a", { href: `#${one.id}` }, {
      samples: "Samples", "drop-rate": "Drop rate", values: "Values", shards: "Shards", "bad-records": "Bad records", timings: "Time", settings: "Settings",
    }[one.id]))),
    facts(),
    h("div", { class: two ? "twins" : null }, runs.map(again)));
  document.getElementById("main").append(...sections);
  document.getElementById("foot").append(
    h("p", {}, `Dropshard ${runs[0].run.versions?.dropshard ?? ""}. Charts by Observable Plot and D3 (ISC licence). This page holds all that it shows and loads nothing.`));
  document.documentElement.dataset.ready = "true";
})();
