import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PromptSegment } from '../../workers/contract';

/** SHA-256, in lower-case hex, of a prompt's parts as JSON: the same for the same words in the same order. */
export const promptHash = (segments: readonly PromptSegment[]): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(segments))));
