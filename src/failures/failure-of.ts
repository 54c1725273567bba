import type { FailureCode } from '../../workers/contract';

/** What went wrong, as the page keeps it. */
export interface PageFailure {
  code: FailureCode;
  /** The program's own sentence; may name files and figures. */
  message: string;
}

const codes = new Set<string>([
  'no-webgpu',
  'adapter-computes-wrongly',
  'device-lost',
  'out-of-memory',
  'files-missing',
  'download-failed',
  'hash-mismatch',
  'quota-exceeded',
  'storage-unavailable',
  'unusable-file',
  'empty-question',
  'unreadable-source',
  'source-too-large',
  'nothing-to-index',
  'corpus-busy',
  'corpus-damaged',
  'embedder-missing',
  'worker-crashed',
  'cancelled',
  'internal',
] satisfies FailureCode[]);

/** A caught value as a {@link PageFailure}; workers send the code as the error's name. */
export function failureOf(error: unknown): PageFailure {
  if (!(error instanceof Error)) return { code: 'internal', message: String(error) };
  const code = codes.has(error.name) ? (error.name as FailureCode) : 'internal';
  return { code, message: error.message };
}
