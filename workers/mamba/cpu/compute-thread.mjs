// One more thread of the engine, in a browser's Worker or in a thread of Node, hence plain JavaScript. It is inside WebAssembly from its
// begin to its end and hears no message; whoever started it ends it.
const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
const port = node?.parentPort ?? globalThis;
const listen = node
  ? (heard) => port.on('message', heard)
  : (heard) => (port.onmessage = ({ data }) => heard(data));

listen(({ module, memory, thread, failed, generation }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  port.postMessage('ready');
  try {
    exports.serve(thread);
  } catch (error) {
    // The others wait in WebAssembly: they look at this word when they wake.
    const words = new Int32Array(memory.buffer);
    Atomics.store(words, failed, 1);
    Atomics.notify(words, generation);
    throw error;
  }
});
