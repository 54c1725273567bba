import type {
  BundleManifest,
  BundleStatus,
  DownloadProgress,
  ModelFiles,
  PinnedFile,
} from '../contract';
import { Failure } from '../failure';
import { downloadFile } from './download-file';
import type { FileStore } from './file-store';
import { openBundle } from './open-bundle';

const PROGRESS_MS = 100;

/**
 * @param appRoot where the bundles lie: a file is at `<appRoot>/<bundle id>/<path>`
 */
export function createModelFiles(openStore: () => Promise<FileStore>, appRoot: URL): ModelFiles {
  let abort = new AbortController();

  async function download(
    manifests: BundleManifest[],
    onProgress: (progress: DownloadProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const store = await openStore();
    const files = uniqueFiles(manifests);
    const stored = new Map<string, number>();
    for (const { file } of files) stored.set(file.sha256, await storedBytes(store, file));
    const totalBytes = files.reduce((sum, { file }) => sum + file.bytes, 0);
    const doneBytes = () => [...stored.values()].reduce((sum, bytes) => sum + bytes, 0);
    await requireRoom(totalBytes - doneBytes());

    let toldAt = 0;
    for (const { bundle, file } of files) {
      if ((await store.bytes(file.sha256)) === file.bytes) continue;
      const name = `${bundle}/${file.path}`;
      const tell = (bytes: number, phase: DownloadProgress['phase']) => {
        stored.set(file.sha256, bytes);
        const now = performance.now();
        if (now - toldAt < PROGRESS_MS && bytes < file.bytes) return;
        toldAt = now;
        onProgress({ doneBytes: doneBytes(), totalBytes, file: name, phase });
      };
      await downloadFile(new URL(name, appRoot), file, store, tell, signal);
    }
    onProgress({ doneBytes: totalBytes, totalBytes, file: '', phase: 'verifying' });
  }

  async function status(manifests: BundleManifest[]): Promise<BundleStatus[]> {
    const store = await openStore();
    return Promise.all(
      manifests.map(async ({ id, files }) => {
        const states = await Promise.all(
          files.map(async (file) => ({
            file,
            stored: await storedBytes(store, file),
            finished: (await store.bytes(file.sha256)) === file.bytes,
          })),
        );
        const unfinished = states.filter(({ finished }) => !finished);
        return {
          id,
          totalBytes: files.reduce((sum, file) => sum + file.bytes, 0),
          storedBytes: states.reduce((sum, { stored }) => sum + stored, 0),
          missing: Object.fromEntries(
            unfinished.map(({ file, stored }) => [file.sha256, file.bytes - stored]),
          ),
          complete: unfinished.length === 0,
        };
      }),
    );
  }

  return {
    status,

    async download(manifests, onProgress) {
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      // Two tabs must not write the same file: the second one waits, then finds everything there.
      await navigator.locks
        .request('model-files', { signal }, () => download(manifests, onProgress, signal))
        .catch((error: unknown) => {
          if (!(error instanceof Failure) && signal.aborted) {
            throw new Failure('cancelled', 'The download was cancelled.');
          }
          throw error;
        });
    },

    async cancel() {
      abort.abort();
    },

    async verify(manifests) {
      for (const manifest of manifests) {
        const files = await openBundle(manifest, openStore);
        for (const { path } of manifest.files) {
          // Reading removes what is damaged; the status below tells.
          await files.read(path).catch(() => undefined);
        }
      }
      return status(manifests);
    },

    async prune(keep) {
      const store = await openStore();
      const kept = new Set(keep.flatMap(({ files }) => files.map(({ sha256 }) => sha256)));
      let freedBytes = 0;
      for (const [sha256, bytes] of await store.list()) {
        if (kept.has(sha256)) continue;
        await store.remove(sha256);
        freedBytes += bytes;
      }
      return { freedBytes };
    },

    async storage() {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      return {
        usedBytes: usage,
        quotaBytes: quota,
        persistent: await navigator.storage.persisted(),
      };
    },
  };
}

/** Every file once, though two bundles may name it. */
function uniqueFiles(manifests: BundleManifest[]): { bundle: string; file: PinnedFile }[] {
  const found = new Map<string, { bundle: string; file: PinnedFile }>();
  for (const { id, files } of manifests) {
    for (const file of files) {
      if (!found.has(file.sha256)) found.set(file.sha256, { bundle: id, file });
    }
  }
  return [...found.values()];
}

async function storedBytes(store: FileStore, file: PinnedFile): Promise<number> {
  const finished = await store.bytes(file.sha256);
  if (finished === file.bytes) return finished;
  return Math.min(await store.partBytes(file.sha256), file.bytes);
}

/** Says so before the download begins, not after half of it. */
export async function requireRoom(missingBytes: number): Promise<void> {
  const { usage = 0, quota } = await navigator.storage.estimate();
  if (quota === undefined || missingBytes <= quota - usage) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new Failure(
    'quota-exceeded',
    `${megabytes(missingBytes)} are needed, ${megabytes(Math.max(0, quota - usage))} are free for this site.`,
  );
}
