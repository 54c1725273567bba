import { proxy } from 'comlink';
import type { Library } from '../../workers/contract';
import { connect } from './connect';

/** The {@link Library} in a new worker. */
export function connectLibrary(onCrash: () => void): Library & { terminate(): void } {
  const worker = new Worker(new URL('../../workers/library/library.worker.ts', import.meta.url), {
    type: 'module',
    name: 'library',
  });
  const { call, stop } = connect<Library>(worker, onCrash);
  return {
    list: () => call((library) => library.list()),
    inspect: (items, onProgress) => call((library) => library.inspect(items, proxy(onProgress))),
    preview: (text, split) => call((library) => library.preview(text, split)),
    create: (items, options, embedder, onProgress) =>
      call((library) => library.create(items, options, embedder, proxy(onProgress))),
    embedAnew: (id, title, embedder, onProgress) =>
      call((library) => library.embedAnew(id, title, embedder, proxy(onProgress))),
    resume: (id, embedders, onProgress) =>
      call((library) => library.resume(id, embedders, proxy(onProgress))),
    stop: () => call((library) => library.stop()),
    rename: (id, title) => call((library) => library.rename(id, title)),
    remove: (id) => call((library) => library.remove(id)),
    exportPack: (id, onProgress) => call((library) => library.exportPack(id, proxy(onProgress))),
    importPack: (file, onProgress) =>
      call((library) => library.importPack(file, proxy(onProgress))),
    terminate: stop,
  };
}
