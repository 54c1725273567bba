/**
 * Runs a TypeScript module of this project in Node, through Vite, so that scripts use the page's own code:
 * `node scripts/vite-run.mjs scripts/build-pack.ts [arguments]`. The module exports `main(arguments)`.
 */
import { createServer } from 'vite';
import { transformersForTheWeb } from '../vite.transformers.mjs';

const [module, ...options] = process.argv.slice(2);
const vite = await createServer({
  configFile: false,
  ...transformersForTheWeb,
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  appType: 'custom',
  logLevel: 'error',
});
try {
  const { main } = await vite.ssrLoadModule(`/${module}`);
  await main(options);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await vite.close();
}
// Threads of ONNX Runtime would keep the process alive.
process.exit();
