import { readFileSync } from 'node:fs';

/** A prompt over our own pack with what PyTorch (Hugging Face, f32) made of it, for one reader. */
export interface RecordedAnswer {
  inputIds: number[];
  /** Greedy continuation, with the end token where it came within 12 tokens. */
  generatedIds: number[];
  /** The ten highest logits after the prompt, highest first. */
  topIds: number[];
  topLogits: number[];
}

/** 24 prompts: k = 0, 1, 2, 5, 10, 20 for four questions. */
export function recordedAnswers(reader: 'mamba' | 'transformer'): RecordedAnswer[] {
  const prompts = read('prompts.json') as { inputIds: number[] }[];
  const answers = read('answers.json') as Record<typeof reader, Omit<RecordedAnswer, 'inputIds'>[]>;
  return prompts.flatMap(({ inputIds }, at) => {
    const answer = answers[reader][at];
    return answer ? [{ inputIds, ...answer }] : [];
  });
}

const read = (file: string): unknown => JSON.parse(readFileSync(`tests/recorded/${file}`, 'utf8'));
