import { chromium, type Browser, type Page } from '@playwright/test';
import { createServer } from 'vite';

const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const PORT = 4641;

/** Headless Chromium, and the project's files for it, TypeScript included, by Vite. */
export async function withChromium<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const server = await createServer({
    configFile: false,
    server: { headers: ISOLATED, hmr: false, port: PORT, watch: null },
    resolve: {
      conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development'],
    },
    optimizeDeps: { exclude: ['onnxruntime-web', '@wllama/wllama'] },
    appType: 'custom',
    logLevel: 'error',
  });
  server.middlewares.use('/bench.html', (_, response) => {
    response.setHeader('content-type', 'text/html');
    for (const [name, value] of Object.entries(ISOLATED)) response.setHeader(name, value);
    response.end('<!doctype html><title>bench</title><link rel="icon" href="data:,">');
  });
  await server.listen();
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** An empty page whose workers may share memory. */
export async function openIsolatedPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  await page.goto(`http://localhost:${PORT}/bench.html`);
  return page;
}

/** Starts a worker from a module of the project, sends it one message and waits for one. It lives as long as the page. */
export function askWorker<Answer>(page: Page, module: string, message: object): Promise<Answer> {
  return page.evaluate(
    ({ module, message }) =>
      new Promise<Answer>((resolve, reject) => {
        const worker = new Worker(module, { type: 'module' });
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
        worker.postMessage(message);
      }),
    { module, message },
  );
}
