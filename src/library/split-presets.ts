import type { SplitSettings } from '../../workers/contract';

export const splitPresets = {
  demo: { method: 'sentences', targetCharacters: 600, maxCharacters: 900 },
  paper: {
    method: 'paragraphs',
    chunkCharacters: 1000,
    overlapCharacters: 30,
    longParagraphs: 'keep',
  },
} as const satisfies Record<string, SplitSettings>;

/** Below, a passage says nothing; above, no reader sees the end of it. */
export const SPLIT_BOUNDS = { min: 100, max: 8000 };
