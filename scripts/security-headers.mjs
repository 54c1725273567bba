import { readFileSync } from 'node:fs';

/** @typedef {{ pinned: null | { root: string, redirects: string[] } }} CatalogueEntry */

/**
 * The origins that a person may have models fetched from: of those catalogue entries whose every file is pinned, and of
 * nothing else.
 * @param {CatalogueEntry[]} catalogue
 */
export const pinnedOrigins = (catalogue) => [
  ...new Set(
    catalogue
      .flatMap(({ pinned }) => (pinned ? [pinned.root, ...pinned.redirects] : []))
      .map((url) => new URL(url).origin),
  ),
];

const catalogueFile = new URL('../src/models/download-catalogue.json', import.meta.url);
/** @type {CatalogueEntry[]} */
const catalogue = JSON.parse(readFileSync(catalogueFile, 'utf8'));

/**
 * What the browser must be told about this app, wherever it is served: cross-origin isolation (threads in
 * WebAssembly need it) and a Content-Security-Policy under which nothing but our own files can run or be asked for.
 */
const policy = {
  'default-src': "'none'",
  // WebAssembly of ONNX Runtime and voy; no eval, no inline script.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': ["'self'", ...pinnedOrigins(catalogue)].join(' '),
  'style-src': "'self'",
  // blob: is what the page itself has made, such as a chart on its way to a PNG file.
  'img-src': "'self' blob:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** For the <meta> element, so that the policy holds on servers that send no headers. */
export const contentSecurityPolicy = Object.entries(policy)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export const securityHeaders = {
  ...isolationHeaders,
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};
