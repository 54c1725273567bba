import type { SourceItem } from '../../workers/contract';

/** Of a file or folder picker; in a chosen folder a file's path begins with the folder's name. */
export function itemsOfInput(files: FileList): SourceItem[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Of a drop, with everything inside of dropped folders. Must be called while the drop is handled. */
export async function itemsOfDrop(transfer: DataTransfer): Promise<SourceItem[]> {
  // The list is emptied when the handler returns, so the entries are taken out at once.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry());
  const found: SourceItem[] = [];
  for (const entry of entries) if (entry) await gather(entry, found);
  return found;
}

async function gather(entry: FileSystemEntry, found: SourceItem[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    // Gives at most a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await gather(one, found);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
