/**
 * Asks the browser not to clear what is kept here when the disk runs full. It may say no, which costs a new download.
 * There is nothing to wait for: Firefox asks the person, and answers when they do.
 */
export function askToPersist(): void {
  void navigator.storage?.persist?.().catch(() => false);
}
