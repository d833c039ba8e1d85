"use strict";
// Drop rates by part: of copies that have probabilities of their own, of groups of channels, of a split.

const MEANS = 4;
const askedOfPart = (run, part) => {
  if (part.split !== undefined) return dropout(run).p ?? null;
  for (const step of dropout(run).steps ?? []) {
    const drop = step.drop_of_copies?.[part.copy] ?? step.drop?.[part.group];
    const keep = step.keep_of_copies?.[part.copy] ?? step.keep?.[part.group];
    if (drop !== undefined || keep !== undefined) return drop ?? 1 - keep;
  }
  return null;
};
const partName = (part) => part.split ?? part.group ?? `copy ${part.copy}`;
const partsOf = (run, i, caption, list) => {
  const means = Math.min(MEANS, Math.max(...list.map((part) => part.means?.length ?? 0)));
  const inRows = list[0].rows !== undefined;
  const words = list.map((part) => `${partName(part)}: ${percent(part.drop_rate)}`).join(", ");
  const share = (x) => (x === null ? "–" : { exact: x, text: percent(x) });
  return h("div", {},
    bars(ofRun(i, `${caption}: ${words}`), list.map((part) =>
      ({ name: partName(part), value: part.drop_rate, text: percent(part.drop_rate), tone: tone(i) })), 1),
    table(ofRun(i, caption), ["", ...(inRows ? ["#samples", "#rows"] : []), "#asked", "#found", "#dropped", "#units", ...Array.from({ length: means }, (_, c) => `#mean of ${c}`)],
      list.map((part) => [partName(part), ...(inRows ? [part.samples, part.rows] : []), share(askedOfPart(run, part)), share(part.drop_rate), part.dropped, part.units,
        ...Array.from({ length: means }, (_, c) => ({ exact: part.means[c], text: number(part.means[c]) }))])));
};
const byValue = (run, i) => {
  const list = run.after.by;
  const shown = Math.min(MEANS, Math.max(...list.map((part) => part.mean.length)));
  const heads = Array.from({ length: shown }, (_, c) => [`#mean of ${c}`, `#deviation of ${c}`]).flat();
  const cell = (x) => ({ exact: x, text: number(x) });
  return table(ofRun(i, `After, by ${run.run.config["stats-by"]}`), ["", "#count of 0", ...heads],
    list.map((part) => [part.value, { exact: part.listed[0]?.count, text: count(part.listed[0]?.count ?? 0) },
      ...Array.from({ length: shown }, (_, c) => [cell(part.mean[c]), cell(part.std[c])]).flat()]));
};
const valueParts = () =>
  runs.some((run) => run.after.by)
    ? section("by", "Statistics by value of a column", each((run, i) => h("div", {}, run.after.by ? byValue(run, i) : null)))
    : null;
const parts = () =>
  runs.some((run) => run.after.levels || run.after.groups || run.after.splits)
    ? section("parts", `Drop rate by ${[["copy", "levels"], ["group", "groups"], ["part of the split", "splits"]]
      .filter(([, key]) => runs.some((run) => run.after[key])).map(([name]) => name).join(" and ")}`, each((run, i) => h("div", {},
        run.after.levels ? partsOf(run, i, "Drop rate of each copy", run.after.levels) : null,
        run.after.groups ? partsOf(run, i, "Drop rate of each group", run.after.groups) : null,
        run.after.splits ? partsOf(run, i, "Drop rate of each part of the split", run.after.splits) : null)))
    : null;
