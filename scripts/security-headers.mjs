/**
 * What the browser must be told about this app, wherever it is served: cross-origin isolation (threads in
 * WebAssembly need it) and a Content-Security-Policy under which nothing but our own files can run or be asked for.
 */
const policy = {
  'default-src': "'none'",
  // WebAssembly of ONNX Runtime and voy; no eval, no inline script.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
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
