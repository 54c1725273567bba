/** Serves dist/ with the headers that the app needs: `node scripts/serve.mjs [--port 4173]`. */
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import sirv from 'sirv';
import { securityHeaders } from './security-headers.mjs';

if (!existsSync('dist/index.html')) {
  console.error('Nothing is built yet: run `npm start`, or `npm run build` first.');
  process.exit(1);
}

const named = process.argv.indexOf('--port');
const wanted = Number(named > 0 ? process.argv[named + 1] : (process.env.PORT ?? 4173));

const files = sirv('dist', {
  gzip: true, // the .gz files that the build lays beside large text and wasm files
  etag: true,
  setHeaders(response, path) {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    // Names under assets/ hold a hash of their content; everything else must be asked for again.
    const immutable = path.startsWith('/assets/');
    response.setHeader('Cache-Control', immutable ? 'max-age=31536000, immutable' : 'no-cache');
  },
});

const server = createServer((request, response) => {
  files(request, response, () => {
    response.statusCode = 404;
    response.end('Not found');
  });
});

function listen(port) {
  server.once('error', (error) => {
    if (error.code !== 'EADDRINUSE' || named > 0) throw error;
    listen(port + 1);
  });
  server.listen(port, 'localhost', () => {
    console.log(`\n  Open http://localhost:${server.address().port}/\n\n  (Ctrl-C ends it.)`);
  });
}
listen(wanted);
