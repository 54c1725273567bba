import { defineConfig } from '@playwright/test';

// Several checkouts on one machine can be tested side by side.
const port = Number(process.env.E2E_PORT ?? 4273);

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  // The readers use every core; two browsers at once would only slow each other down.
  workers: 1,
  // A machine that is busy with other things needs longer; nothing here is a measure of speed.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--enable-unsafe-webgpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
      ],
    },
    trace: 'retain-on-failure',
  },
  webServer: {
    command: `node scripts/serve.mjs --port ${port}`,
    port,
    reuseExistingServer: !process.env.CI,
  },
});
