import { expose } from 'comlink';
import { createModelFiles } from './create-model-files';
import { FileStore } from './file-store';

// The built worker lies in assets/, one below the app; Vite's dev server serves the app at the origin's root.
const appRoot = new URL(import.meta.env.DEV ? '/' : '..', self.location.href);

expose(createModelFiles(() => FileStore.open(), appRoot));
