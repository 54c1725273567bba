/** What is used of Node where the engine runs in tests and scripts; workers are compiled without Node's types. */
interface NodeModules {
  'node:fs/promises': { readFile(path: URL): Promise<Uint8Array<ArrayBuffer>> };
  'node:worker_threads': { Worker: new (path: URL) => NodeWorker };
}

export interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref(): void;
  on(event: 'message' | 'error', listener: (value: unknown) => void): void;
}

export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  const { process } = globalThis as unknown as {
    process: { getBuiltinModule(name: Name): NodeModules[Name] };
  };
  return process.getBuiltinModule(name);
}
