import type { PickedFile } from '../../workers/contract';

/** One more than any model has (picked-folder.ts): the rest of a whole disk need not be listed to refuse it. */
const MOST_FILES = 2001;

/** Of `<input type="file">`, also with `webkitdirectory`. */
export const filesOfInput = (files: FileList | null): PickedFile[] =>
  [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** Of a drop: files and folders with all that is in them. Must be called in the event itself. */
export async function filesOfDrop(items: DataTransferItemList): Promise<PickedFile[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: PickedFile[] = [];
  for (const entry of entries) await collect(entry, '', found);
  return found;
}

async function collect(entry: FileSystemEntry, above: string, found: PickedFile[]): Promise<void> {
  if (found.length >= MOST_FILES) return;
  const path = above === '' ? entry.name : `${above}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at its end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const one of some) await collect(one, path, found);
  }
}
