import { Workbox } from 'workbox-window';

/** A worker that lives looks through its cache in milliseconds; starting it takes a moment on a slow machine. */
const LOOK_MS = 10_000;
/** The whole program, 44 MB, over a line of 1 MB a second. What is not stored by then the next start looks for. */
const STORE_MS = 60_000;

/**
 * The program without a network. `ready` is said only after the service worker has looked that it holds every file;
 * the models are asked of storage separately.
 */
export class Offline {
  program = $state<'unknown' | 'storing' | 'stored' | 'incomplete' | 'unsupported'>('unknown');
  /** A newer version waits; the page in use keeps the old one until the person wants it. */
  newVersion = $state(false);

  #workbox: Workbox | undefined;

  /** Registers the service worker, which fetches the program; once it is in charge, sees to it that nothing is missing. */
  async start(): Promise<void> {
    if (this.program === 'storing' || this.program === 'stored') return;
    // In development there is no built service worker.
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) {
      this.program = 'unsupported';
      return;
    }
    this.program = 'storing';
    const workbox = new Workbox('./service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.newVersion = true));
    try {
      // Without `immediate` it would wait for `load`, which may be long past.
      const worker = await activeWorker(await workbox.register({ immediate: true }));
      // A worker that outlived what it had stored is not installed again.
      let missing = await missingFiles(worker);
      if (missing.length > 0) missing = await ask(worker, 'store-missing', STORE_MS);
      this.#tell(missing);
    } catch {
      // No network, or no room: an already installed worker goes on, and the next start tries again.
      await this.#look();
    }
  }

  /** Looks again whether the browser still holds the program; a person may have cleared it away meanwhile. */
  async checkAgain(): Promise<void> {
    if (this.program === 'stored' || this.program === 'incomplete') await this.#look();
  }

  async #look(): Promise<void> {
    try {
      const registration = await navigator.serviceWorker.getRegistration();
      this.#tell(await missingFiles(registration?.active));
    } catch {
      this.program = 'incomplete';
    }
  }

  #tell(missing: readonly string[]): void {
    this.program = missing.length === 0 ? 'stored' : 'incomplete';
  }

  /** Hands over to the waiting version and loads the page again, under it. */
  useNewVersion(): void {
    this.#workbox?.addEventListener('controlling', () => location.reload());
    navigator.serviceWorker
      .getRegistration()
      .then((registration) => registration?.waiting?.postMessage({ type: 'use-new-version' }))
      .catch(() => undefined);
  }
}

/**
 * The registration's worker, once it is active; undefined when it cannot be installed. `navigator.serviceWorker.ready` keeps to the
 * first registration that it ever saw, even after that was cleared away.
 */
async function activeWorker(
  registration: ServiceWorkerRegistration | undefined,
): Promise<ServiceWorker | undefined> {
  const worker = registration?.active ?? registration?.waiting ?? registration?.installing;
  while (worker && worker.state !== 'activated' && worker.state !== 'redundant')
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
  return worker?.state === 'activated' ? worker : undefined;
}

const missingFiles = (worker: ServiceWorker | null | undefined) =>
  ask(worker, 'missing-files', LOOK_MS);

/** What is missing, after what was asked for. Rejects without a worker, and when there is no answer in time: one whose storage was just cleared may never give one. */
function ask(
  worker: ServiceWorker | null | undefined,
  type: 'missing-files' | 'store-missing',
  limitMs: number,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    if (!worker) return reject(new Error('No service worker is active.'));
    const timer = setTimeout(() => reject(new Error('The service worker is silent.')), limitMs);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<string[]>) => {
      clearTimeout(timer);
      port1.close();
      resolve(event.data);
    };
    worker.postMessage({ type }, [port2]);
  });
}
