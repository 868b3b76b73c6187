import { defineConfig, devices } from "@playwright/test";

/** Chromium may not reach out: the page needs no network, and the tests must not either. */
const args = [
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  // Chromium's sandbox does not work for root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

const { CHROMIUM, CI } = process.env;

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./tests/support/serve.ts",
  fullyParallel: true,
  workers: 2,
  // A busy machine needs its time, for axe above all; how fast the page is, the bench says.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: CI !== undefined,
  reporter: "list",
  use: {
    // Set by the global set-up, which serves the built page.
    baseURL: process.env["HOOKPROOF_PAGE"],
    trace: "retain-on-failure",
    launchOptions: { args, ...(CHROMIUM ? { executablePath: CHROMIUM } : {}) },
  },
  projects: [
    { name: "unit", testMatch: /\/unit\// },
    {
      name: "desktop",
      testIgnore: /\/(unit|phone)\//,
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } },
    },
    {
      name: "phone",
      testIgnore: /\/(unit|desktop)\//,
      use: { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } },
    },
  ],
});
