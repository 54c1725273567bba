/**
 * Lays a .gz beside every large compressible file of dist/ and adds up what a first visit transfers: the app as
 * compressed, every model and the pack as they are. Fails over the budget, so that the budget holds.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 85e6;
const COMPRESSIBLE = /\.(m?js|css|html|json|wasm|svg|webmanifest)$/;
const BUNDLES = /^dist\/(models|packs)\//;
const NOT_FETCHED = /\.(md|txt)$|LICEN[CS]E/;

let appBytes = 0;
let bundleBytes = 0;
const bundled = new Set(); // a file of two bundles is fetched once
for (const entry of readdirSync('dist', { recursive: true })) {
  const path = join('dist', entry);
  if (!statSync(path).isFile() || path.endsWith('.gz')) continue;
  const bytes = readFileSync(path);
  if (BUNDLES.test(path)) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (!NOT_FETCHED.test(path) && !bundled.has(hash)) bundleBytes += bytes.length;
    bundled.add(hash);
    continue;
  }
  if (COMPRESSIBLE.test(path) && bytes.length > 1024) {
    const gzip = gzipSync(bytes, { level: 9 });
    writeFileSync(`${path}.gz`, gzip);
    appBytes += gzip.length;
  } else {
    appBytes += bytes.length;
  }
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const total = appBytes + bundleBytes;
console.log(
  `First visit: app ${megabytes(appBytes)} + models and pack ${megabytes(bundleBytes)} = ${megabytes(total)} (budget ${megabytes(BUDGET_BYTES)})`,
);
// For the page to say before it fetches; not part of the program that the service worker holds.
writeFileSync('dist/first-visit.json', `${JSON.stringify({ appBytes, bundleBytes })}\n`);
if (total > BUDGET_BYTES) process.exit(1);
