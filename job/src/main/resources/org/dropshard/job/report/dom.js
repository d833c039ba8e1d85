"use strict";
// Elements, numbers in words, tables: what every page here is made of.

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
const decimals = (x, digits) => x.toFixed(digits).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const percent = (x, digits = 2) => (x === null || x === undefined ? "–" : `${decimals(100 * x, digits)}\u00a0%`);
/** A difference of two rates. */
const points = (x, digits = 2) => {
  const text = decimals(100 * x, digits);
  return Number(text) === 0 && x > 0 ? `less than ${decimals(10 ** -digits, digits)} points` : `${text} ${text === "1" ? "point" : "points"}`;
};
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
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
/** A number whose exact value stays readable to programs. */
const exact = (value, text) => h("data", { value }, text);

/** A section under its heading, which names it. */
const section = (id, title, ...content) =>
  h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...content);

const cell = (value) =>
  value instanceof Node
    ? h("td", {}, value)
    : typeof value === "object" && value !== null
      ? h("td", { class: value.wrap ? "wrap" : "n" }, value.wrap ?? exact(value.exact, value.text))
      : h("td", { class: typeof value === "number" ? "n" : null }, typeof value === "number" ? count(value) : value);

/** A table; the first cell of a row names it, and a # before a column's name sets it right. */
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
  h("ul", { class: "legend" }, entries.map(([name, color, kind]) =>
    h("li", { class: kind ?? null, style: color ? `--key: ${color}` : null }, name)));

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

/** A command under the sentence that says what it does. */
const command = (sentence, text, label) =>
  h("div", { class: "command" },
    h("p", {}, sentence),
    h("pre", { tabindex: 0, "aria-label": label }, h("code", {}, text)),
    copyButton(text));

/** Width and height as the PNG's header has them, so that the page stands before pictures are decoded. */
const size = (png) => {
  const header = atob(png.slice(0, 32));
  return [16, 20].map((at) => [0, 1, 2, 3].reduce((n, i) => n * 256 + header.charCodeAt(at + i), 0));
};

/** A PNG: magnified with sharp edges, made smaller smoothly; of feature maps, what was dropped is in colour. */
const picture = (png, alt, map = false) => {
  const [width, height] = size(png);
  const style = `--aspect: ${width / height}`;
  const image = h("img", { alt, width, height, style, class: map ? "map" : null, src: `data:image/png;base64,${png}` });
  new ResizeObserver(() => image.classList.toggle("soft", image.naturalHeight >= image.clientHeight * 1.05)).observe(image);
  return image;
};
