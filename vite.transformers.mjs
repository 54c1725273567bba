import { fileURLToPath } from 'node:url';

const ASKS_FOR_NODE = 'process?.release?.name === "node"';

/**
 * For Vite in Node (tests, scripts): transformers.js is the build for the web there too, and takes itself to be in a
 * browser. Its build for Node wants native packages (onnxruntime-node, sharp) that a browser app has no use for, and
 * model files by path; the build for the web takes the bytes and the ONNX Runtime that it is handed.
 */
export const transformersForTheWeb = {
  resolve: {
    alias: {
      '@xenova/transformers': fileURLToPath(
        new URL('node_modules/@xenova/transformers/dist/transformers.web.js', import.meta.url),
      ),
    },
  },
  ssr: { noExternal: [/transformers\.web/] },
  plugins: [
    {
      name: 'transformers-for-the-web',
      /** @param {string} code @param {string} id */
      transform(code, id) {
        if (!id.endsWith('transformers.web.js')) return;
        if (!code.includes(ASKS_FOR_NODE)) throw new Error(`${id} asks for Node in another way.`);
        return { code: code.replace(ASKS_FOR_NODE, 'false'), map: null };
      },
    },
  ],
};
