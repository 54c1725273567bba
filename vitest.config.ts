import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// A test's project is chosen by its file name: *.gpu.test.ts opens a WebGPU device through Dawn for Node.
export default defineConfig({
  plugins: [svelte()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,workers,tests,scripts}/**/*.test.ts'],
          exclude: ['**/*.gpu.test.ts'],
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
          hookTimeout: 120_000,
          // One device at a time: a software adapter uses every core.
          fileParallelism: false,
        },
      },
    ],
  },
});
