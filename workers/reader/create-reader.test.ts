import { describe, expect, it } from 'vitest';
import type { BundleManifest, GenerationEvent, PromptSegment } from '../contract';
import type { PromptTokenizer } from '../tokenizer/prompt-tokenizer';
import { createReader } from './create-reader';
import type { Decoder } from './decoder';

const END = 0;
const manifest: BundleManifest = {
  id: 'models/counting',
  kind: 'mamba',
  title: 'Counting',
  licence: 'none',
  files: [{ path: 'model.safetensors', bytes: 7, sha256: '' }],
};

/** Context = list of ids; the n-th choice after it is (sum of ids + n) mod 97, the fifth choice is the end. */
class CountingDecoder implements Decoder {
  readonly runsOn = 'test';
  readonly parameters = 1;
  readonly checks = [];
  readonly maxTokens = 1000;
  readonly chunkTokens = 3;
  context: number[] = [];
  prefilled: number[][] = [];
  liveSnapshots = 0;
  onPrefill: () => void = () => undefined;
  reset() {
    this.context = [];
  }
  async prefill(ids: readonly number[]) {
    this.prefilled.push([...ids]);
    this.context.push(...ids);
    this.onPrefill();
  }
  async *decode(maxNewTokens: number) {
    const sum = this.context.reduce((a, b) => a + b, 0);
    for (let n = 0; n < maxNewTokens; n++) {
      const id = n === 4 ? END : ((sum + n) % 97) + 1;
      yield { id, logProbability: -1 };
    }
  }
  save() {
    const context = [...this.context];
    this.liveSnapshots++;
    return { tokens: context.length, bytes: 8, context, dispose: () => void this.liveSnapshots-- };
  }
  restore(snapshot: ReturnType<this['save']>) {
    this.context = [...snapshot.context];
  }
  memory() {
    return { kind: 'state', bytes: 8, reservedBytes: 8 } as const;
  }
  dispose() {
    this.context = [];
  }
}

/** A token is a character; a segment's mark is 1. */
const tokenizer: PromptTokenizer = {
  endToken: END,
  encode: (segments) =>
    segments.map((segment) => ({
      kind: segment.kind,
      ids: [1, ...('text' in segment ? [...segment.text].map((c) => c.charCodeAt(0)) : [])],
      truncated: false,
    })),
  decodeAnswer: (ids) => ids.join(' '),
  decodePrompt: (ids) => ids.join(','),
};

const prompt = (question: string, ...passages: string[]): PromptSegment[] => [
  { kind: 'question', text: question },
  ...passages.map((text) => ({ kind: 'passage' as const, title: 't', text })),
  { kind: 'question', text: question },
  { kind: 'answer' },
];

async function open() {
  const decoder = new CountingDecoder();
  const reader = createReader({
    architecture: 'mamba',
    openFiles: async () => ({
      read: async () => new TextEncoder().encode('{"trainedTokens": 12}'),
    }),
    openTokenizer: async () => tokenizer,
    openDecoder: async () => decoder,
  });
  const info = await reader.load(manifest, 'cpu', () => undefined);
  const ask = (segments: PromptSegment[], onEvent: (event: GenerationEvent) => void = () => {}) =>
    reader.generate(segments, { maxNewTokens: 12 }, onEvent);
  return { decoder, reader, info, ask };
}

describe('createReader', () => {
  it('reports what it loaded', async () => {
    const { info } = await open();
    expect(info).toMatchObject({ architecture: 'mamba', trainedTokens: 12, weightBytes: 7 });
  });

  it('prefills in chunks that never cross a segment, then decodes to the end token', async () => {
    const { decoder, ask } = await open();
    const events: GenerationEvent[] = [];
    const report = await ask(prompt('abcd', 'xy'), (event) => events.push(event));
    expect(decoder.prefilled.map((chunk) => chunk.length)).toEqual([3, 2, 3, 3, 3]);
    expect(report.stopped).toBe('end');
    expect(report.tokens).toHaveLength(4);
    expect(report.promptTokens).toBe(14);
    expect(events.at(-1)).toEqual({
      type: 'token',
      text: report.text,
      tokens: 4,
      memoryBytes: 8,
    });
  });

  it('reads the whole prompt again where it is asked afresh, and keeps that', async () => {
    const { decoder, reader, ask } = await open();
    const segments = prompt('abcd', 'one', 'two');
    const { text, promptTokens } = await ask(segments);
    decoder.prefilled.length = 0;
    const options = { maxNewTokens: 12, afresh: true };
    const again = await reader.generate(segments, options, () => undefined);
    expect(again).toMatchObject({ text, reusedTokens: 0 });
    expect(decoder.prefilled.flat()).toHaveLength(promptTokens);
    expect((await ask(segments)).reusedTokens).toBeGreaterThan(0);
  });

  it('reuses the unchanged prefix when k moves, with the answer of a fresh run', async () => {
    const { decoder, ask } = await open();
    await ask(prompt('abcd', 'one', 'two', 'three'));
    for (const passages of [
      ['one', 'two'],
      ['one', 'two', 'three', 'four'],
      ['one'],
      [],
      ['two', 'one'],
    ]) {
      const warm = await ask(prompt('abcd', ...passages));
      const fresh = await (await open()).ask(prompt('abcd', ...passages));
      expect(warm.text).toBe(fresh.text);
      expect(warm.reusedTokens).toBeGreaterThan(0);
      expect(fresh.reusedTokens).toBe(0);
    }
    // The question, 'one', 'two', 'three', 'four', then 'two' behind the question and 'one' behind that.
    expect(decoder.liveSnapshots).toBe(7);
  });

  it('reads nothing but the suffix of what it has read before, another question in between', async () => {
    const { ask } = await open();
    const first = await ask(prompt('abcd', 'one', 'two'));
    await ask(prompt('other', 'one'));
    const again = await ask(prompt('abcd', 'one', 'two'));
    expect(again.text).toBe(first.text);
    expect(again.reusedTokens).toBe('_abcd_one_two'.length);
    expect(again.kept).toEqual({ snapshots: 5, bytes: 40, limitBytes: 128e6 });
  });

  it('stops between chunks when cancelled, and answers rightly afterwards', async () => {
    const { decoder, reader, ask } = await open();
    decoder.onPrefill = () => {
      if (decoder.prefilled.length === 2) void reader.cancel();
    };
    const report = await ask(prompt('abcdefghijkl', 'one'));
    expect(report.stopped).toBe('cancelled');
    expect(decoder.prefilled).toHaveLength(2);
    const again = await ask(prompt('abcdefghijkl', 'one'));
    const fresh = await (await open()).ask(prompt('abcdefghijkl', 'one'));
    expect(again.text).toBe(fresh.text);
  });

  it('stops between tokens when cancelled', async () => {
    const { reader, ask } = await open();
    const report = await ask(prompt('a'), (event) => {
      if (event.type === 'token' && event.tokens === 2) void reader.cancel();
    });
    expect(report).toMatchObject({ stopped: 'cancelled' });
    expect(report.tokens).toHaveLength(2);
  });

  it('measures exactly so many tokens, past the end token, and answers rightly afterwards', async () => {
    const { decoder, reader, ask } = await open();
    const first = await ask(prompt('abcd', 'one'));
    decoder.prefilled = [];
    const progress: number[] = [];
    const options = { promptTokens: 20, newTokens: 6 };
    const measured = await reader.measure(prompt('abcd', 'one'), options, (n) => progress.push(n));
    expect(decoder.prefilled.flat()).toHaveLength(20);
    expect(progress.at(-1)).toBe(26);
    expect(measured).toMatchObject(options);
    expect(await ask(prompt('abcd', 'one'))).toMatchObject({ text: first.text, reusedTokens: 0 });
    expect(decoder.liveSnapshots).toBe(2);
    await expect(
      reader.measure(prompt('a'), { promptTokens: 999, newTokens: 6 }, () => undefined),
    ).rejects.toMatchObject({ name: 'out-of-memory' });
    const cancelled = reader.measure(prompt('a'), options, () => void reader.cancel());
    await expect(cancelled).rejects.toMatchObject({ name: 'cancelled' });
  });

  it('lets the newest of several wishes win', async () => {
    const { ask } = await open();
    const reports = await Promise.all(['a', 'b', 'c'].map((text) => ask(prompt(text))));
    expect(reports.map((report) => report.stopped)).toEqual(['cancelled', 'cancelled', 'end']);
  });

  it('refuses a prompt that the decoder cannot hold', async () => {
    const { ask } = await open();
    await expect(ask(prompt('x'.repeat(1000)))).rejects.toMatchObject({ name: 'out-of-memory' });
  });
});
