/**
 * `npm run build:pack`: makes public/packs/<id>/ from packs-source/<id>/articles.jsonl, with the page's own code for
 * cutting and embedding (run through Vite). `-- --check` compares with what is there instead of writing.
 */
import { createServer } from 'vite';
import { transformersForTheWeb } from '../vite.transformers.mjs';

const vite = await createServer({
  configFile: false,
  ...transformersForTheWeb,
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  appType: 'custom',
  logLevel: 'error',
});
try {
  const { buildPack } = await vite.ssrLoadModule('/scripts/build-pack.ts');
  await buildPack('trivia-encyclopaedia', { check: process.argv.includes('--check') });
} finally {
  await vite.close();
}
process.exit();
