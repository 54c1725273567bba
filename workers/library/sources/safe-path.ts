import { Failure } from '../../failure';

/**
 * The path of a file inside what was chosen. Nothing is ever written under it, but an archive whose paths lead out of it
 * was made to do harm somewhere: it is refused whole. Throws `unreadable-source`.
 */
export function safePath(path: string, archive: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .normalize('NFC')
    .split('/');
  const leadsOut = parts.includes('..') || parts[0] === '' || /^[a-z]:$/i.test(parts[0] ?? '');
  if (leadsOut || path.includes('\0')) {
    throw new Failure(
      'unreadable-source',
      `${archive} holds a file with the path ${JSON.stringify(path.slice(0, 200))}, which leads out of the archive. Nothing of it was used.`,
    );
  }
  return parts.join('/');
}

/** Files that systems lay beside those of people. */
export function isPassedOver(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}
