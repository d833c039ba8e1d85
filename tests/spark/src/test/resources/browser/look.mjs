// Looks at a page: node look.mjs PLAYWRIGHT CHROMIUM PAGE SCREENSHOTS. Prints what it saw as JSON.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [playwright, executablePath, file, screenshots] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);
const url = pathToFileURL(file).href;
const seen = { complaints: [], requests: [], views: [] };

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  for (const [name, width, colorScheme] of [
    ["light", 1280, "light"], ["dark", 1280, "dark"], ["phone-light", 390, "light"], ["phone-dark", 390, "dark"]]) {
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
    page.on("console", (message) => seen.complaints.push(`${name}: ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => seen.complaints.push(`${name}: ${error.message}`));
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) seen.requests.push(request.url());
    });
    await page.goto(url);
    await page.waitForSelector("html[data-ready] .chart svg");
    await page.screenshot({ path: `${screenshots}-${name}.png`, fullPage: true });
    await page.keyboard.press("Tab");
    const view = await page.evaluate(() => {
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
        broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
        untold: [...document.images].filter((image) => image.alt.length < 5).length,
        focused: document.activeElement?.className,
        facts: [...document.querySelectorAll(".facts .value data")].map((data) => data.value),
        text: document.body.innerText,
        cells,
      };
    });
    // What is folded away comes out by the keyboard, and each chart has its numbers there.
    const folded = await page.locator("details > summary").all();
    for (const summary of folded) {
      await summary.focus();
      await page.keyboard.press("Enter");
    }
    await page.waitForFunction(() => [...document.querySelectorAll("details")].every((part) => part.open));
    await page.waitForSelector("details[open] table tbody tr", { state: "attached" });
    view.tables = await page.locator("details[open] table tbody tr").count();
    view.details = folded.length;
    view.headings = await page.evaluate(() =>
      [...document.querySelectorAll("h1, h2, h3")].map((heading) => Number(heading.tagName[1])));
    view.overflowOpen = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    seen.views.push({ name, ...view });
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
