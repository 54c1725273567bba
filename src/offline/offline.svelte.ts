import { Workbox } from 'workbox-window';

/**
 * The program without a network. `ready` is said only after the service worker has looked that it holds every file;
 * the models are asked of storage separately.
 */
export class Offline {
  program = $state<'unknown' | 'storing' | 'stored' | 'incomplete' | 'unsupported'>('unknown');
  /** A newer version waits; the page in use keeps the old one until the person wants it. */
  newVersion = $state(false);

  #workbox: Workbox | undefined;

  /** Registers the service worker, which fetches the program; looks again once it is in charge. */
  async start(): Promise<void> {
    if (this.#workbox) return;
    // In development there is no built service worker.
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) {
      this.program = 'unsupported';
      return;
    }
    this.program = 'storing';
    const workbox = new Workbox('./service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.newVersion = true));
    workbox.addEventListener('redundant', () => {
      if (this.program !== 'storing') return;
      // The program could not be stored (no room, no network): the next start tries again.
      this.program = 'incomplete';
      this.#workbox = undefined;
    });
    try {
      // Without `immediate` it would wait for `load`, which may be long past.
      await workbox.register({ immediate: true });
      await navigator.serviceWorker.ready;
      await this.check();
    } catch {
      // Offline, an already installed worker goes on; without one there is nothing to look at.
      const registration = await navigator.serviceWorker.getRegistration();
      if (registration?.active) await this.check();
      else this.program = 'incomplete';
    }
  }

  /** Looks again whether the browser still holds the program; a person may have cleared it away meanwhile. */
  async checkAgain(): Promise<void> {
    if (this.program !== 'stored' && this.program !== 'incomplete') return;
    const registration = await navigator.serviceWorker.getRegistration();
    // Without one `ready` would never come. The next start registers it again.
    if (registration?.active) return this.check();
    this.program = 'incomplete';
    this.#workbox = undefined;
  }

  async check(): Promise<void> {
    const registration = await navigator.serviceWorker.ready;
    const missing = await ask<string[]>(registration.active, { type: 'missing-files' });
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

function ask<T>(worker: ServiceWorker | null, message: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    if (!worker) return reject(new Error('No service worker is active.'));
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<T>) => resolve(event.data);
    worker.postMessage(message, [port2]);
  });
}
