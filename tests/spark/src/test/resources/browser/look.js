// What a page looks like; run in it, gives what it saw.
const color = (text) => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  const light = [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)]
    .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
};
const contrast = (a, b) => (Math.max(color(a), color(b)) + 0.05) / (Math.min(color(a), color(b)) + 0.05);
const paper = getComputedStyle(document.body).backgroundColor;
const texts = [...document.querySelectorAll("p, h1, h2, h3, dt, dd, td, th, li, summary, figcaption, svg text, a")]
  .filter((element) => element.textContent.trim() !== "" && element.checkVisibility?.() !== false);
const worst = texts
  .map((element) => {
    const style = getComputedStyle(element);
    return [contrast(element instanceof SVGElement && style.fill !== "none" ? style.fill : style.color, paper), element.outerHTML.slice(0, 120)];
  })
  .reduce((a, b) => (a[0] < b[0] ? a : b));
const cells = [...document.querySelectorAll("#statistics tbody tr")].map((row) =>
  [...row.querySelectorAll("data")].map((data) => data.value));
return {
  title: document.title,
  heading: document.querySelector("h1").textContent,
  overflow: document.documentElement.scrollWidth - innerWidth,
  paper, worst,
  charts: document.querySelectorAll(".chart svg").length,
  undrawn: [...document.querySelectorAll(".chart")].filter((chart) => !chart.querySelector("svg")).length,
  unnamed: [...document.querySelectorAll(".chart svg")].filter((svg) => !(svg.getAttribute("role") === "img" && svg.getAttribute("aria-label")?.length > 20)).length,
  nan: [...document.querySelectorAll("header, main")].map((part) => part.innerHTML).join("").match(/NaN[,") ]|undefined|Infinity/g)?.length ?? 0,
  pictures: document.images.length,
  narrowest: Math.min(...[...document.images].map((image) => image.clientWidth)),
  blurred: [...document.images].filter((image) => image.clientHeight > 1.1 * image.naturalHeight && getComputedStyle(image).imageRendering !== "pixelated").length,
  // Columns of a third of a page differ by a 64th of a pixel.
  uneven: [...document.querySelectorAll(".stages:not(.stacked)")].filter((row) => {
    const heights = [...row.querySelectorAll("img")].map((image) => image.getBoundingClientRect().height);
    return Math.max(...heights) - Math.min(...heights) > 1 / 16;
  }).length,
  broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
  untold: [...document.images].filter((image) => image.alt.length < 5).length,
  focused: document.activeElement?.className,
  facts: [...document.querySelectorAll(".facts .value data")].map((data) => data.value),
  requests: performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => !name.startsWith("data:")),
  text: document.body.innerText,
  cells,
};
