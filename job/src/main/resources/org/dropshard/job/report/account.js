"use strict";
// The drop rate, shards, bad records, times and settings.

const rateSentence = (d) => {
  const units = plural(d.run.after.units, noun(d.run));
  const found = `${capital(ofRun(d.i, ""))}${percent(d.found, 4)} of ${units} were dropped; ${percent(d.p, 4)} was asked for.`;
  if (d.bound === undefined) return `${found} Samples share masks, so no bound is given.`;
  if (d.bound >= 1) return `${found} So few were drawn that any share could come of chance alone.`;
  const off = Math.abs(d.found - d.p);
  return `${found} Chance alone keeps a run of this size within ${points(d.bound, 4)} of what is asked, in all but one of ${count(Math.round(1 / d.run.bound_false_alarm))} runs; `
    + `this one is ${points(off, 4)} away, ${off <= d.bound ? "as it should be" : "which chance does not explain"}.`;
};

const dropRate = () => {
  const shown = runs
    .map((run, i) => ({ run, i, tone: tone(i), p: dropout(run).p, found: run.after.drop_rate, bound: run.bound }))
    .filter((d) => Number.isFinite(d.found) && Number.isFinite(d.p) && (d.bound !== undefined || dropout(d.run).mode !== "eval"));
  if (shown.length === 0) return null;
  const words = shown.map(rateSentence);
  const bounded = shown.filter((d) => d.bound < 1);
  const reach = Math.max(...shown.map((d) => Math.max(d.bound < 1 ? d.bound : 0, Math.abs(d.found - d.p), 1e-9))) * 1.35;
  const domain = [Math.max(0, Math.min(...shown.map((d) => d.p)) - reach), Math.min(1, Math.max(...shown.map((d) => d.p)) + reach)];
  return section("drop-rate", "Drop rate, asked against found",
    words.map((one) => h("p", {}, one)),
    chart(null, words.join(" "), (width) => {
      const f = frame(width, 58 + 34 * shown.length, domain, [0, 1], { left: two ? 28 : 12, top: 24 });
      shown.forEach((d, k) => {
        const y = f.top + 34 * k + 17;
        if (d.bound < 1) bar(f, f.x(Math.max(domain[0], d.p - d.bound)), f.x(Math.min(domain[1], d.p + d.bound)), y - 11, y + 11, "var(--before)", { "fill-opacity": 0.28, rx: 3 });
        put(f, "line", { x1: f.x(d.p), x2: f.x(d.p), y1: y - 16, y2: y + 16, stroke: "var(--ink)", "stroke-width": 1.5 });
        if (k === 0) text(f, f.x(d.p), y - 24, "asked", { fill: "var(--quiet)", "text-anchor": d.p > domain[0] ? "middle" : "start" });
        if (two) text(f, 4, y + 4, NAMES[d.i], { "font-weight": 650, fill: d.tone });
        put(f, "circle", { cx: f.x(d.found), cy: y, r: 6, stroke: "var(--paper)", "stroke-width": 1.5,
          fill: d.bound !== undefined && Math.abs(d.found - d.p) > d.bound ? "var(--alarm)" : d.tone });
      });
      axisX(f, Math.max(2, Math.min(5, width / 110)), (x) => percent(x, 3));
      return f;
    }),
    legend([...shown.map((d) => [`found${two ? ` in ${NAMES[d.i]}` : ""}`, d.tone, "round"]),
      ...(bounded.length > 0 ? [["where chance alone may lead", "color-mix(in srgb, var(--before) 35%, transparent)"]] : [])]));
};

const shards = (run, i) => {
  const data = run.shards;
  if (data.count === 0) return h("p", { class: "note" }, ofRun(i, "No shard was written."));
  const words = `${plural(data.count, "shard")}, from ${bytes(data.least)} to ${bytes(data.most)}, half of them up to ${bytes(data.median)}.`;
  const most = Math.max(...runs.map((one) => one.shards.most ?? 0));
  const name = (file) => file.replace(/^(.*\/)?part-(\d+)-.*?(-c\d+)?(\.[\w.]+)$/, "$1part-$2$3$4");
  const description = `Sizes of shards: ${words}`;
  const margin = { left: 62, bottom: 30 };
  const inOrder = (width) => {
    const f = frame(width, 180, [0, data.count], [0, most], margin);
    gridY(f, 4);
    data.files.forEach((shard, k) => {
      const gap = (f.x(1) - f.x(0)) * (data.count > width / 8 ? 0.05 : 0.18);
      bar(f, f.x(k) + gap, f.x(k + 1) - gap, f.y(shard.bytes), f.bottom, TONES[i]);
    });
    base(f);
    axisY(f, 4, bytes);
    text(f, (f.left + f.right) / 2, f.bottom + 20, `shards 0 to ${data.count - 1}, in order`, { fill: "var(--quiet)", "text-anchor": "middle" });
    tip(f, (px) => {
      const shard = data.files[Math.floor(f.x.invert(px))];
      return shard && [name(shard.file), plural(shard.rows, "row"), bytes(shard.bytes)];
    });
    return f;
  };
  const bySize = (width) => {
    const f = frame(width, 180, [0, data.bin_bytes * data.bins.length], [0, Math.max(...data.bins)], margin);
    gridY(f, 4);
    data.bins.forEach((n, k) => bar(f, f.x(k * data.bin_bytes), f.x((k + 1) * data.bin_bytes) - 1, f.y(n), f.bottom, TONES[i]));
    base(f);
    axisY(f, 4, count);
    axisX(f, 5, bytes);
    return f;
  };
  return h("div", {},
    h("p", { class: "note" }, ofRun(i, words)),
    data.count <= 8
      ? bars(description, data.files.map((shard) => ({ name: name(shard.file), value: shard.bytes, text: bytes(shard.bytes), tone: TONES[i] })), most)
      : chart(null, description, data.files ? inOrder : bySize),
    equivalent("Shards as a table", () =>
      data.files
        ? table("Shards", ["File", "#rows", "#bytes"], data.files.map((shard) => [shard.file, shard.rows, shard.bytes]))
        : table("How many shards there are of each size", ["Up to", "#shards"], data.bins.map((n, k) => [bytes((k + 1) * data.bin_bytes), n]))));
};

const reasonsOf = (run) =>
  Object.entries(run.run.bad_records ?? {}).map(([rule, n]) => ({ rule, n })).sort((a, b) => b.n - a.n);
const badRecords = (run, i) => {
  const passed = skipped(run) > 0
    ? h("p", { class: "note" }, ofRun(i, `${plural(skipped(run), "file")} in the input ${skipped(run) === 1 ? "was" : "were"} left out: ${skippedBy(run)}.`))
    : null;
  if (!(rows(run).bad > 0)) return h("div", {}, h("p", { class: "note" }, ofRun(i, "Every sample was usable.")), passed);
  const reasons = reasonsOf(run);
  const lines = run.quarantine;
  const most = Math.max(...runs.flatMap(reasonsOf).map((d) => d.n));
  return h("div", {},
    h("p", { class: "note" }, ofRun(i, `${plural(rows(run).bad, "record")} of ${count(rows(run).in)}, by reason. A # stands for a number.`)),
    passed,
    bars(`Bad records by reason: ${reasons.map((d) => `${d.rule}: ${d.n}`).join("; ")}`,
      reasons.map((d) => ({ name: d.rule, value: d.n, text: count(d.n), tone: "var(--alarm)" })), most),
    equivalent("Reasons as a table", () => table("Bad records by reason", ["Reason", "#records"], reasons.map((d) => [d.rule, d.n]))),
    lines.length > 0
      ? equivalent(lines.length < rows(run).bad ? `The first ${lines.length} of them, as set aside in quarantine` : "All of them, as set aside in quarantine", () =>
          table("Records in quarantine", ["Sample", "Reason", "File"],
            lines.map((record) => [record.key, { wrap: record.reason }, { wrap: record.file + (record.row === null ? "" : `, row ${record.row}`) }])))
      : null);
};

const spansOf = (run, i) => {
  const all = run.run.timings ?? {};
  const stages = all.stages ?? [];
  const last = (run.run.runs ?? []).at(-1)?.timings?.seconds ?? all.seconds ?? 0;
  return [
    ...stages.map((one) => ({ name: one.name, value: one.seconds, tone: TONES[i] })),
    { name: "before and after, in the driver", value: Math.max(0, last - d3.sum(stages, (one) => one.seconds)), tone: "var(--before)" },
  ].map((d) => ({ ...d, text: seconds(d.value) }));
};
const timings = (run, i) => {
  const all = run.run.timings ?? {};
  const stages = all.stages ?? [];
  const past = run.run.runs ?? [];
  const spans = spansOf(run, i);
  const total = d3.sum(stages, (one) => one.task_seconds);
  return h("div", {},
    h("p", { class: "note" }, ofRun(i, `${seconds(all.seconds)} in ${past.length > 1 ? `${count(past.length)} runs` : "all"}, ended on ${when(run)}.`
      + (total > 0 ? ` Tasks${past.length > 1 ? " of the last run" : ""} worked for ${seconds(total)} together, ${percent(d3.sum(stages, (one) => one.gc_seconds) / total, 1)} of it collecting garbage.` : ""))),
    past.length > 1
      ? table("Runs", ["Run", "Ended", "#samples", "#rows", "#bad", "#seconds"], [...past].reverse().slice(0, 200).map((one) =>
          [one.run_id, (one.timings?.finished ?? "").replace("T", " ").replace(/\..*/, ""), one.rows?.in, one.rows?.out, one.rows?.bad,
            { exact: one.timings?.seconds, text: number(one.timings?.seconds) }]))
      : null,
    past.length > 1 ? h("p", { class: "note inner" }, "The last run, by stage:") : null,
    bars(`Time by stage: ${spans.map((d) => `${d.name} ${d.text}`).join("; ")}`, spans, Math.max(...runs.flatMap(spansOf).map((d) => d.value))),
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
const facing = (caption, pick) => {
  const maps = runs.map((run) => new Map(flat(pick(run))));
  const keys = [...new Set(maps.flatMap((map) => [...map.keys()]))];
  if (!two) {
    return h("dl", { class: "settings", "aria-label": caption }, keys.map((key) => h("div", {}, h("dt", {}, key), h("dd", {}, maps[0].get(key)))));
  }
  return table(caption, ["", tag(0), tag(1)], keys.map((key) => ({
    class: maps[0].get(key) !== maps[1].get(key) ? "differs" : null,
    cells: [key, ...maps.map((map) => ({ wrap: map.get(key) ?? "–" }))],
  })));
};
const settings = () =>
  section("settings", "Settings and environment",
    h("p", {}, two ? "Lines that differ are shaded." : "As they were resolved, with what the run ran on."),
    h("div", { class: "open" }, facing("Settings", (run) => run.run.config)),
    h("h3", { class: "inner" }, "Environment"),
    h("div", { class: "open" }, facing("Environment", (run) =>
      ({ ...run.run.versions, contract: run.run.contract, "run id": run.run.run_id, digest: run.run.digest }))));
