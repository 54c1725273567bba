/** Prompt lengths in tokens, twice as many each time; a Transformer's longest is MAX_ROWS (workers/transformer). */
export const LENGTHS = [128, 256, 512, 1024, 2048, 4096, 8192] as const;
export const REPETITIONS = [1, 3, 5, 9] as const;
/** Tokens written behind each prompt: enough for a steady time of one. */
export const NEW_TOKENS = 16;

export interface MeasurePlan {
  lengths: readonly number[];
  repetitions: number;
}
