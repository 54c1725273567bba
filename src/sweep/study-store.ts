import { openDB, type DBSchema } from 'idb';
import type { FailureCode } from '../../workers/contract';
import { cellKey } from './run-study';
import type { StudyCell, StudyHeader, StudyPassages, StudyQuestion, StudyRun } from './study-run';

interface Schema extends DBSchema {
  runs: { key: string; value: StudyHeader };
  /** Keys begin with the run's id. */
  questions: {
    key: [string, string];
    value: { run: string; question: StudyQuestion; passages: StudyPassages };
  };
  cells: { key: [string, string]; value: StudyCell };
}

export interface StoredStudy {
  header: StudyHeader;
  answers: number;
}

export type StudyStore = Awaited<ReturnType<typeof openStudyStore>>;

/**
 * Studies in IndexedDB: every answer is kept as soon as it is there, so that a reload or a crash loses at most the one in
 * hand. Throws `storage-unavailable`, `quota-exceeded`.
 */
export async function openStudyStore() {
  const database = await guard(
    openDB<Schema>('studies', 1, {
      upgrade(created) {
        created.createObjectStore('runs', { keyPath: 'id' });
        created.createObjectStore('questions');
        created.createObjectStore('cells');
      },
      // A newer program wants to open it: let it.
      blocking: (_, __, event) => (event.target as IDBDatabase | null)?.close(),
    }),
  );
  const all = (id: string) => IDBKeyRange.bound([id], [id, []]);

  return {
    async list(): Promise<StoredStudy[]> {
      const headers = await guard(database.getAll('runs'));
      const stored = headers.map(async (header) => ({
        header,
        answers: await database.count('cells', all(header.id)),
      }));
      const found = await guard(Promise.all(stored));
      return found.sort((a, b) => b.header.startedAt.localeCompare(a.header.startedAt));
    },

    async load(id: string): Promise<StudyRun | undefined> {
      const header = await guard(database.get('runs', id));
      if (!header) return undefined;
      const questions = await guard(database.getAll('questions', all(id)));
      return {
        ...header,
        questions: questions.map(({ question }) => question).sort((a, b) => a.order - b.order),
        passages: Object.assign({}, ...questions.map(({ passages }) => passages)) as StudyPassages,
        cells: await guard(database.getAll('cells', all(id))),
      };
    },

    begin: (header: StudyHeader) => guard(database.put('runs', header)),

    saveQuestion: (run: string, question: StudyQuestion, passages: StudyPassages) =>
      guard(database.put('questions', { run, question, passages }, [run, question.id])),

    saveCell: (run: string, cell: StudyCell) =>
      guard(database.put('cells', cell, [run, cellKey(cell)])),

    /** A whole run, in place of what was kept under its id. */
    async put({ questions, passages, cells, ...header }: StudyRun): Promise<void> {
      const change = database.transaction(['runs', 'questions', 'cells'], 'readwrite');
      const done = [
        change.objectStore('questions').delete(all(header.id)),
        change.objectStore('cells').delete(all(header.id)),
        change.objectStore('runs').put(header),
        ...questions.map((question) => {
          const ids = new Set(question.contexts.flatMap((context) => context ?? []));
          const used = Object.fromEntries(
            [...ids].flatMap((id) => (passages[id] ? [[id, passages[id]]] : [])),
          );
          const value = { run: header.id, question, passages: used };
          return change.objectStore('questions').put(value, [header.id, question.id]);
        }),
        ...cells.map((cell) => change.objectStore('cells').put(cell, [header.id, cellKey(cell)])),
        change.done,
      ];
      await guard(Promise.all(done));
    },

    async remove(id: string): Promise<void> {
      const change = database.transaction(['runs', 'questions', 'cells'], 'readwrite');
      const done = [
        change.objectStore('runs').delete(id),
        change.objectStore('questions').delete(all(id)),
        change.objectStore('cells').delete(all(id)),
        change.done,
      ];
      await guard(Promise.all(done));
    },
  };
}

/** The browser's errors, as our failures. */
async function guard<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : '';
    const code: FailureCode | undefined =
      name === 'QuotaExceededError'
        ? 'quota-exceeded'
        : ['InvalidStateError', 'SecurityError', 'UnknownError', 'NotFoundError'].includes(name)
          ? 'storage-unavailable'
          : undefined;
    if (!code) throw cause;
    const message = `The study could not be kept: ${cause instanceof Error ? cause.message : ''}`;
    throw Object.assign(new Error(message, { cause }), { name: code });
  }
}
