import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inspection, PromptSegment } from '../workers/contract';
import { createReader } from '../workers/reader/create-reader';
import { openPromptTokenizer } from '../workers/tokenizer/open-prompt-tokenizer';
import { openTransformer } from '../workers/transformer/open-transformer';
import { recordedAnswers } from './recorded-prompts';

const FOLDER = 'public/models/transformer-trivia-30m';
const LAYERS = 7;
const HEADS = 8;
const END_TOKEN = 0;
const files = { read: async (path: string) => new Uint8Array(readFileSync(`${FOLDER}/${path}`)) };
const ignore = () => undefined;

const prompts = JSON.parse(readFileSync('tests/recorded/prompts.json', 'utf8')) as {
  question: string;
  passages: [string, string][];
}[];

/** PyTorch in f64 (training/reader_training/record_attention.py): [layers, heads, answer tokens, tokens − 1]. */
const recorded = new Float32Array(
  Uint8Array.from(readFileSync('tests/recorded/transformer-trivia-30m/attention.f32')).buffer,
);

describe('the attention of the bundled Transformer', () => {
  const prompt = prompts[1];
  const answerIds = (recordedAnswers('transformer')[1]?.generatedIds ?? []).filter(
    (id) => id !== END_TOKEN,
  );
  const segments: PromptSegment[] = [
    { kind: 'question', text: prompt?.question ?? '' },
    ...(prompt?.passages ?? []).map(([title, text]) => ({ kind: 'passage' as const, title, text })),
    { kind: 'question', text: prompt?.question ?? '' },
    { kind: 'answer' },
  ];
  const reader = createReader({
    architecture: 'transformer',
    openFiles: async () => files,
    openTokenizer: async () => openPromptTokenizer(await files.read('tokenizer.json')),
    openDecoder: () => openTransformer(files, 'cpu', ignore),
  });
  let inspection: Inspection;
  beforeAll(async () => {
    const manifest = { id: '', kind: 'transformer', title: '', licence: '', files: [] } as const;
    const info = await reader.load({ ...manifest, files: [] }, 'cpu', ignore);
    expect(info).toMatchObject({ canInspect: true, canWeigh: true });
    inspection = await reader.inspect(segments, answerIds, ignore);
  });
  afterAll(() => reader.dispose());

  it('is what PyTorch computes in f64', () => {
    const { tokens, promptTokens, layers, groups, attention } = inspection;
    expect([layers, groups]).toEqual([LAYERS, HEADS]);
    expect(tokens).toHaveLength(promptTokens + answerIds.length);
    expect(recorded).toHaveLength(LAYERS * HEADS * answerIds.length * (tokens.length - 1));
    let worst = 0;
    for (let at = 0; at < recorded.length; at++) {
      const row = Math.floor(at / (tokens.length - 1));
      const column = at % (tokens.length - 1);
      const weight = attention[row * tokens.length + column] ?? NaN;
      worst = Math.max(worst, Math.abs(weight - (recorded[at] ?? NaN)));
    }
    // A score q · k / 8 of up to 20 carries the hidden state’s error, 1e-5 of its size after some hundred sums in f32; a weight
    // w ≤ 1 errs by w (1 − w) ≤ 1/4 of what its score does.
    expect(worst).toBeLessThan(5e-5);
  });

  it('sums to 1 in every row, also read anew or behind another prompt', async () => {
    const { tokens, attention } = inspection;
    for (let row = 0; row < attention.length; row += tokens.length) {
      const sum = attention.subarray(row, row + tokens.length).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 5);
    }
    await reader.generate(segments.slice(2), { maxNewTokens: 2 }, ignore);
    const again = await reader.inspect(segments, answerIds, ignore);
    expect(again.attention).toEqual(attention);
    expect(again.tokens.map(({ text }) => text).join('')).toContain(
      prompt?.passages[0]?.[1] ?? '!',
    );
  });

  it('knows the likelihood of the answer that it gave, and keeps what it has read', async () => {
    const report = await reader.generate(segments, { maxNewTokens: answerIds.length }, ignore);
    const given = report.tokens.reduce((sum, { logProbability }) => sum + logProbability, 0);
    const weighed = await reader.logProbability(segments, answerIds, ignore);
    expect(weighed.logProbability).toBeCloseTo(given, 3);
    expect(weighed.reusedTokens).toBeGreaterThan(0);
    const without = segments.filter(({ kind }) => kind !== 'passage');
    expect(
      (await reader.logProbability(without, answerIds, ignore)).logProbability,
    ).not.toBeCloseTo(given, 1);
  });
});
