import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { transformersForTheWeb } from './vite.transformers.mjs';

// A test's project is chosen by its file name: *.gpu.test.ts opens a WebGPU device through Dawn for Node.
export default defineConfig({
  plugins: [svelte(), ...transformersForTheWeb.plugins],
  resolve: transformersForTheWeb.resolve,
  test: {
    server: { deps: { inline: transformersForTheWeb.ssr.noExternal } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,workers,tests,scripts}/**/*.test.ts'],
          exclude: ['**/*.gpu.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['{workers,tests}/**/*.gpu.test.ts'],
          setupFiles: ['tests/dawn-for-node.ts'],
          // SwiftShader needs seconds for what a GPU does in milliseconds.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One device at a time: a software adapter uses every core.
          fileParallelism: false,
        },
      },
    ],
  },
});
