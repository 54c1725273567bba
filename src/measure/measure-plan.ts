import { architectures } from '../models/catalogue';

/** Prompt lengths in tokens, twice as many each time; a Transformer's longest is MAX_ROWS (workers/transformer). */
export const LENGTHS = [128, 256, 512, 1024, 2048, 4096, 8192] as const;
export const REPETITIONS = [1, 3, 5, 9] as const;
/** Tokens written behind each prompt: enough for a steady time of one. */
export const NEW_TOKENS = 16;

/** The pack's passages that make the prompt; readers repeat it where it is too short. */
export const PASSAGES = 30;

export interface MeasurePlan {
  lengths: readonly number[];
  repetitions: number;
}

/** What is measured one after the other: the readers in turns at each length. */
export function* turnsOf({ lengths, repetitions }: MeasurePlan) {
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const promptTokens of lengths) {
      // Whoever is second finds a warmer machine: the readers take turns in that too.
      const order = repetition % 2 === 0 ? architectures : [...architectures].reverse();
      for (const architecture of order) yield { architecture, promptTokens };
    }
  }
}
