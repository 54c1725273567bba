import type {
  BundleManifest,
  BundleStatus,
  DownloadProgress,
  StorageReport,
} from '../../workers/contract';
import { connectModelFiles } from '../bridge/connect-model-files';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { askToPersist } from '../offline/ask-to-persist';

/** The page's view of browser storage: what is there, what is being fetched, what went wrong. */
export class Downloads {
  /** By bundle id; empty until the first look. */
  statuses = $state.raw<Readonly<Record<string, BundleStatus>>>({});
  progress = $state.raw<DownloadProgress>();
  fetching = $state(false);
  failure = $state.raw<PageFailure>();

  #files = this.#connect();

  #connect() {
    return connectModelFiles(() => (this.#files = this.#connect()));
  }

  /** Looks what storage holds of these bundles. */
  async refresh(manifests: BundleManifest[]): Promise<void> {
    try {
      const statuses = await this.#files.status(manifests);
      this.statuses = {
        ...this.statuses,
        ...Object.fromEntries(statuses.map((status) => [status.id, status])),
      };
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  isComplete(manifests: readonly BundleManifest[]): boolean {
    return manifests.every(({ id }) => this.statuses[id]?.complete === true);
  }

  /** Bytes still to come; of a file that several bundles share, once. */
  missingBytes(manifests: readonly BundleManifest[]): number {
    const missing: Record<string, number> = {};
    for (const { id, files } of manifests) {
      const known = this.statuses[id]?.missing;
      for (const { sha256, bytes } of files) missing[sha256] = known ? (known[sha256] ?? 0) : bytes;
    }
    return Object.values(missing).reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Fetches what is missing; true if everything is there afterwards. */
  async fetch(manifests: BundleManifest[]): Promise<boolean> {
    this.failure = undefined;
    this.progress = undefined;
    this.fetching = true;
    try {
      askToPersist();
      await this.#files.download(manifests, (progress) => (this.progress = progress));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'cancelled') this.failure = failure;
    } finally {
      this.fetching = false;
    }
    await this.refresh(manifests);
    return this.isComplete(manifests);
  }

  /** What the browser grants and what is used; undefined where it does not say. */
  async storage(): Promise<StorageReport | undefined> {
    return this.#files.storage().catch(() => undefined);
  }

  cancel(): Promise<void> {
    return this.#files.cancel();
  }
}
