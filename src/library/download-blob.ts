/** Hands a blob to the browser's own 'save as'. */
export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then; until it is let go the blob stays on the disk.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
