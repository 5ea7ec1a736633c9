// Looks at a report in a real browser: see CONTRIBUTING.md. Usage: node check.mjs REPORT.html [FOLDER]
// Needs puppeteer-core and axe-core, and the path of a Chromium in CHROMIUM. Prints what is wrong;
// the exit code is 1 if anything is. With FOLDER it leaves screenshots and printed pages there.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve, join } from "node:path";

const require = createRequire(join(process.cwd(), "x.js"));
const puppeteer = require("puppeteer-core");
const axe = require.resolve("axe-core/axe.min.js");
const [file, folder] = process.argv.slice(2);
const url = pathToFileURL(resolve(file)).href;
const sizes = { phone: [390, 844], desktop: [1280, 900] };
const wrong = [];

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
  protocolTimeout: 900_000,
});

async function open(lang, size, script = true) {
  const page = await browser.newPage();
  const say = (what) => wrong.push(`${lang} ${size}: ${what}`);
  page.on("console", (m) => ["error", "warn"].includes(m.type()) && say(`console: ${m.text()}`));
  page.on("pageerror", (e) => say(`script: ${e}`));
  page.on("request", (r) => /^(file|data):/.test(r.url()) || say(`loads ${r.url()}`));
  await page.setJavaScriptEnabled(script);
  const [width, height] = sizes[size];
  await page.setViewport({ width, height });
  await page.goto(`${url}#${lang}`, { waitUntil: "load" });
  return [page, say];
}

for (const lang of ["en", "ar"]) {
  for (const size of Object.keys(sizes)) {
    const [page, say] = await open(lang, size);
    const state = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      over: document.documentElement.scrollWidth - innerWidth,
      shown: [...document.querySelectorAll("main > article")].filter((a) => a.offsetHeight > 0).map((a) => a.id).join(),
    }));
    if (state.lang !== lang || state.shown !== lang) say(`shows ${state.shown}, lang ${state.lang}`);
    if (state.dir !== (lang === "ar" ? "rtl" : "ltr")) say(`dir ${state.dir}`);
    if (state.over > 0) say(`${state.over} pixels wider than the window`);
    await page.addScriptTag({ path: axe });
    const found = await page.evaluate(() => axe.run({ exclude: ["svg"] }, { resultTypes: ["violations"] }));
    for (const v of found.violations) {
      say(`axe ${v.id} (${v.impact}): ${v.help}; ${v.nodes.length} times, e.g. ${v.nodes[0].html.slice(0, 160)}`);
    }
    if (folder) {
      for (const part of ["", "answer", "consequences", "compare", "measures", "robust", "drivers", "assumptions"]) {
        await page.evaluate((id) => document.getElementById(id)?.scrollIntoView({ behavior: "instant" }), part ? `${lang}-${part}` : lang);
        await new Promise((done) => setTimeout(done, 100));
        await page.screenshot({ path: join(folder, `${size}-${lang}-${part || "top"}.png`) });
      }
      if (size === "desktop") {
        await page.pdf({ path: join(folder, `${lang}.pdf`), preferCSSPageSize: true, displayHeaderFooter: false });
      }
    }
    // the other language by keyboard: the switch is the first thing that Tab reaches
    await page.evaluate(() => scrollTo(0, 0));
    await page.focus(`.switch a:not([aria-current])`);
    await page.keyboard.press("Enter");
    await new Promise((done) => setTimeout(done, 100));
    const other = await page.evaluate(() => document.documentElement.lang);
    if (other === lang) say("the switch does nothing");
    await page.close();
  }
  const [page, say] = await open(lang, "desktop", false);
  const text = await page.$$eval("main > article", (all) => all.filter((a) => a.offsetHeight > 0).map((a) => a.id).join());
  if (text !== lang) say(`without a script shows ${text}`);
  await page.close();
}
await browser.close();
wrong.forEach((what) => console.log(what));
console.log(wrong.length === 0 ? "nothing wrong" : `${wrong.length} things wrong`);
process.exit(wrong.length === 0 ? 0 : 1);
