import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { onnxRuntimeForFirefox, withoutWaitAsync } from '../vite.onnxruntime.mjs';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0';
const GLUE = ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.asyncify.mjs'];

/** Whether Atomics.waitAsync is there when the glue's own program begins. */
function waitsAsync(userAgent: string): unknown {
  const world = createContext({ navigator: { userAgent } });
  return runInContext(withoutWaitAsync('typeof Atomics.waitAsync'), world);
}

describe('the glue of ONNX Runtime', () => {
  it('does not wait asynchronously in Firefox, and only there', () => {
    expect(waitsAsync(FIREFOX)).toBe('undefined');
    expect(waitsAsync(CHROME)).toBe('function');
    const world = createContext({});
    expect(runInContext(withoutWaitAsync('typeof Atomics.waitAsync'), world)).toBe('function');
  });

  it.each(GLUE)('%s is what the app loads, guarded', (file) => {
    const { resolveId } = onnxRuntimeForFirefox();
    expect(resolveId(`onnxruntime-web/${file}`)).toBeUndefined();
    const safe = resolveId(`onnxruntime-web/${file}?url`)?.replace(/\?url$/, '') ?? '';
    const package_ = readFileSync(`node_modules/onnxruntime-web/dist/${file}`, 'utf8');
    expect(readFileSync(safe, 'utf8')).toBe(withoutWaitAsync(package_));
  });

  it('is refused where nobody knows any more whether it waits', () => {
    expect(() => withoutWaitAsync('export default 1')).toThrow('no longer uses');
  });
});
