import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GLUE = /^onnxruntime-web\/(ort-wasm-simd-threaded(?:\.asyncify)?\.mjs)\?url$/;
const WAITS = 'Atomics.waitAsync';

/**
 * The glue of ONNX Runtime's WebAssembly without Atomics.waitAsync in Firefox, where with it all waits of the process stopped now and
 * then, those of our own engine too (docs/decisions/threads-in-firefox.md). The glue then passes the same messages with postMessage, as
 * in browsers that never had it.
 * @param {string} source
 */
export function withoutWaitAsync(source) {
  if (!source.includes(WAITS)) throw new Error(`ONNX Runtime's glue no longer uses ${WAITS}.`);
  return `if(/Firefox\\//.test(globalThis.navigator?.userAgent))delete ${WAITS};${source}`;
}

/** For page and workers: imports of the glue's URL get the file above. */
export const onnxRuntimeForFirefox = () => ({
  name: 'onnxruntime-for-firefox',
  enforce: /** @type {const} */ ('pre'),
  /** @param {string} id */
  resolveId(id) {
    const file = GLUE.exec(id)?.[1];
    if (!file) return undefined;
    const place = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
    mkdirSync(place('.cache/onnxruntime'), { recursive: true });
    const safe = place(`.cache/onnxruntime/${file}`);
    const source = readFileSync(place(`node_modules/onnxruntime-web/dist/${file}`), 'utf8');
    writeFileSync(safe, withoutWaitAsync(source));
    return `${safe}?url`;
  },
});
