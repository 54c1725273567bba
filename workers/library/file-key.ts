/**
 * How evidence is found: `…/evidence/wikipedia/Name.txt` and the `wikipedia/Name.txt` that a question names are one file,
 * wherever the folder lies.
 */
export function fileKey(path: string): string {
  const parts = path.normalize('NFC').split('/');
  const from = parts.findIndex((part) => part === 'wikipedia' || part === 'web');
  return from < 0 ? parts.join('/') : parts.slice(from).join('/');
}
