import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { contentSecurityPolicy, isolationHeaders } from './scripts/security-headers.mjs';

/** The policy as <meta>, in the built app only: Vite's dev server needs inline styles and a web socket. */
const policyInHtml: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  base: './',
  plugins: [
    svelte(),
    policyInHtml,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'workers',
      filename: 'service-worker.ts',
      // The page registers it itself, once the visitor has agreed to the download.
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,mjs,css,wasm,svg,png,webmanifest}'],
        // Models and packs lie in the origin private file system, hashed and resumable.
        globIgnores: ['models/**', 'packs/**'],
        maximumFileSizeToCacheInBytes: 40e6,
      },
      manifest: {
        name: 'State Space Reader',
        short_name: 'SSM Reader',
        description:
          'A Mamba and a Transformer answer from retrieved text, side by side, offline in a browser tab.',
        start_url: './',
        scope: './',
        display: 'standalone',
        background_color: '#f7f5f0',
        theme_color: '#f7f5f0',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
    }),
  ],
  // ONNX Runtime without its glue bundled in: the threads it starts load the glue's own file, not our whole worker.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2023' },
  server: { headers: isolationHeaders },
  // Pre-bundling these makes the dev server reload the page in the middle of a worker call.
  optimizeDeps: { exclude: ['onnxruntime-web', '@xenova/transformers', 'voy-search'] },
});
