import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

// The browser is the machine's own; nothing is downloaded.
const browser = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && path !== "" && existsSync(path),
);
if (browser === undefined) {
  throw new Error("No Chromium found: install one, or name it in CHROMIUM_PATH");
}

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // Each file has a desk of its own; its tests share it, in order.
  workers: 2,
  fullyParallel: false,
  // A test that passes at the second try is broken.
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "chromium", testIgnore: /\.nojs\.spec\.ts$/ },
    // What must work before, and without, any script.
    { name: "nojs", testMatch: /\.nojs\.spec\.ts$/, use: { javaScriptEnabled: false } },
  ],
});
