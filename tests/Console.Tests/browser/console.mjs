// Clicks through the console in a real browser. Reads one JSON object of options, prints one JSON object a line; whatever is not as it should be
// ends it with an error.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = require.resolve("axe-core/axe.min.js");
const options = JSON.parse(process.argv[2]);
const say = (it) => console.log(JSON.stringify(it));
const home = await mkdtemp(path.join(tmpdir(), "console-browser-"));
const origin = new URL(options.address).origin;
const wrong = [];

async function open(settings = {}) {
  const context = await chromium.launchPersistentContext(home, {
    executablePath: options.browser,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    viewport: { width: 1280, height: 860 },
    deviceScaleFactor: 1,
    // Colours are judged as they are, not on their way to others.
    reducedMotion: "reduce",
    ...settings,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("409")) {
      wrong.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) {
      wrong.push(`elsewhere: ${request.url()}`);
    }
  });
  return { context, page };
}

async function enter(page) {
  await page.goto(options.address);
  await page.waitForURL(`${origin}/`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}

async function judge(page, where) {
  // Not as a tag of the page: its policy lets nothing inline in.
  const source = await import("node:fs/promises").then((fs) => fs.readFile(axe, "utf8"));
  await page.evaluate(source);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = result.violations
    .filter((it) => it.impact === "serious" || it.impact === "critical")
    .map((it) => `${where}: ${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
  assert.deepEqual(serious, []);
  say({ judged: where, minor: result.violations.map((it) => it.id) });
}

const steps = {
  // Every page by its link, in both colours: a heading, a title, one main landmark, and nothing serious.
  async pages() {
    const { context, page } = await open();
    await enter(page);
    const shots = [["overview", "Overview"], ["services", "Services"], ["partitions", "Partitions"], ["workers", "Workers"], ["files", "Files"], ["dead-letters", "Dead letters"], ["audit", "Audit"]];
    const visit = async (name, go) => {
      await go();
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.equal(await page.getByRole("main").count(), 1, name);
      assert.match(await page.title(), /ModelData/);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await judge(page, `${name} ${colorScheme}`);
        await page.screenshot({ path: path.join(options.images, `console-${name}-${colorScheme}.png`), fullPage: false });
      }
      say({ visited: name, title: await page.title() });
    };
    for (const [name, text] of shots) {
      await visit(name, () => page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: text, exact: true }).click());
    }
    await page.getByRole("link", { name: "Services", exact: true }).click();
    await visit("service", () => page.getByRole("row").getByRole("link", { name: options.service }).first().click());
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Files", exact: true }).click();
    await visit("folder", async () => {
      for (const name of options.folders) {
        const before = page.url();
        await page.getByRole("main").getByRole("link", { name, exact: true }).last().click();
        await page.waitForURL((url) => url.href !== before);
      }
    });
    await visit("file", () => page.getByRole("row").getByRole("link", { name: "data.csv", exact: true }).click());
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Dead letters", exact: true }).click();
    await visit("dead-letter", () => page.getByRole("row").getByRole("link").first().click());
    await visit("help", () => page.goto(`${origin}/help/troubleshooting`));
    assert.ok((await page.locator("#worker-none").count()) === 1, "the section of a problem");
    await page.setViewportSize({ width: 380, height: 800 });
    await page.goto(origin);
    await judge(page, "overview narrow");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 380, `the page is ${width} wide on a screen of 380`);
    await context.close();
  },

  // By the keyboard alone: the first stop leads past the navigation.
  async keyboard() {
    const { context, page } = await open();
    await enter(page);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.goto(`${origin}/services`);
    await page.locator("#search").focus();
    await page.keyboard.type("no such");
    await page.keyboard.press("Enter");
    await page.getByText("No service has this in its name.").waitFor();
    await context.close();
  },

  // A switch, and what the page then says.
  async flip() {
    const { context, page } = await open();
    await enter(page);
    await page.goto(`${origin}/services`);
    await page.getByRole("row").getByRole("link", { name: options.service }).first().click();
    const card = page.getByRole("region", { name: options.card });
    await card.getByRole("button", { name: options.on ? "Switch on" : "Switch off" }).click();
    await page.getByText("The change is written.").waitFor();
    await page.getByRole("region", { name: options.card }).getByText(options.on ? "on" : "off", { exact: true }).waitFor();
    await context.close();
  },

  // A page that shows what another one changes, without being loaded again, and keeps what is typed.
  async live() {
    const { context, page } = await open();
    await enter(page);
    await page.goto(`${origin}/services/service?name=${options.name}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.locator("#column").fill("half of a na");
    const other = await context.newPage();
    await other.goto(`${origin}/services/service?name=${options.name}`);
    await other.getByRole("region", { name: "Diagnostics" }).getByRole("button", { name: "Switch on" }).click();
    await other.getByText("The change is written.").waitFor();
    await page.getByRole("region", { name: "Diagnostics" }).getByText("on", { exact: true }).waitFor({ timeout: 20000 });
    assert.equal(await page.locator("#column").inputValue(), "half of a na");
    await context.close();
  },

  // Without scripts everything works by loading the page again.
  async plain() {
    const { context, page } = await open({ javaScriptEnabled: false });
    await enter(page);
    await page.goto(`${origin}/services/service?name=${options.name}`);
    await page.getByRole("region", { name: "Collect model data" }).getByRole("button", { name: "Switch off" }).click();
    await page.getByText("The change is written.").waitFor();
    await context.close();
  },

  // All of the dead letters by one click; the page tells how far it is, and that it is done.
  async resubmit() {
    const { context, page } = await open();
    await enter(page);
    await page.goto(`${origin}/dead-letters`);
    await page.getByRole("button", { name: options.button }).click();
    await page.getByRole("progressbar").waitFor();
    await page.getByRole("heading", { name: "Letters were sent again" }).waitFor({ timeout: 90000 });
    say({ text: await page.locator(".job").innerText() });
    await context.close();
  },

  // Names of strangers stay names.
  async hostile() {
    const { context, page } = await open();
    await enter(page);
    for (const address of options.addresses) {
      await page.goto(origin + address);
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.equal(await page.evaluate(() => globalThis.pwned), undefined, address);
      assert.equal(await page.locator("main script, main img, main iframe").count(), 0, address);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 1280, `${address} is ${width} wide on a screen of 1280`);
      const text = await page.locator("main").innerText();
      assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069\u200b\u0000-\u0008\u001b]/, address);
      await judge(page, address);
      say({ shown: address, text });
    }
    await context.close();
  },
};

try {
  await steps[options.step]();
  assert.deepEqual(wrong, []);
  say({ done: options.step });
} finally {
  await rm(home, { recursive: true, force: true });
}
