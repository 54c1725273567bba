import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: { target: 'es2023' },
  // Pre-bundling these makes the dev server reload the page in the middle of a worker call.
  optimizeDeps: { exclude: ['onnxruntime-web', '@xenova/transformers', 'voy-search'] },
});
