import { writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const FOLDER = 'workers/mamba/cpu';
const VARIANTS = { simd: [], relaxed: ['--enable', 'relaxed-simd'] };
type Variant = keyof typeof VARIANTS;

/** `npm run build:wasm`: the Mamba's engine for the CPU. Its files lie in git; a test compiles them again and compares. */
export async function main(): Promise<void> {
  for (const variant of Object.keys(VARIANTS) as Variant[]) {
    const bytes = await compileEngine(variant);
    writeFileSync(fileOf(variant), bytes);
    console.log(`${fileOf(variant)}: ${bytes.length} bytes`);
  }
}

export const fileOf = (variant: Variant): string => `${FOLDER}/engine.${variant}.wasm`;

export async function compileEngine(variant: Variant): Promise<Uint8Array> {
  let compiled: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      `${FOLDER}/wasm/engine.ts`,
      ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads'],
      ...['--importMemory', '--noExportMemory', '--sharedMemory'],
      ...['--initialMemory', '1', '--maximumMemory', '65536'],
      ...VARIANTS[variant],
      ...['--outFile', 'engine.wasm'],
    ],
    {
      writeFile: (name, contents) =>
        void (name === 'engine.wasm' && (compiled = bytesOf(contents))),
    },
  );
  if (error || !compiled) throw new Error(`${error?.message}\n${stderr.toString()}`);
  return compiled;
}

function bytesOf(contents: string | Uint8Array): Uint8Array {
  if (typeof contents === 'string') throw new Error('The compiler wrote text.');
  return contents;
}
