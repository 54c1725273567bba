import { describe, expect, it } from 'vitest';
import type { Architecture, GenerationReport, Retrieval } from '../../workers/contract';
import { answerQuestion, type AnswerParts, type AnswerUpdate, type Wish } from './answer-question';

const retrieval = (k: number): Retrieval => ({
  passages: Array.from({ length: k }, (_, id) => ({
    id,
    title: `T${id}`,
    text: `text ${id}`,
    rank: id + 1,
    similarity: 1 - id / 10,
  })),
  corpusSize: 9,
  embedMs: 1,
  searchMs: 1,
  questionTruncated: false,
});

const report = (text: string) => ({ text }) as GenerationReport;

function scene(overrides: Partial<AnswerParts> = {}) {
  const prompts: Record<string, string> = {};
  const order: string[] = [];
  const parts: AnswerParts = {
    search: async (_, k) => retrieval(k),
    passages: async (ids) => ids.map((id) => ({ id, title: `G${id}`, text: 'gold' })),
    generate: async (architecture, segments) => {
      order.push(`${architecture} starts`);
      prompts[architecture] = segments
        .map((part) => (part.kind === 'passage' ? part.title : part.kind))
        .join(' ');
      await Promise.resolve();
      order.push(`${architecture} ends`);
      return report(architecture);
    },
    ...overrides,
  };
  const updates: AnswerUpdate[] = [];
  const abort = new AbortController();
  const run = (wish: Partial<Wish> = {}) =>
    answerQuestion(
      {
        question: ' Who? ',
        k: 2,
        architectures: ['mamba', 'transformer'],
        atOnce: false,
        leftOut: new Set(),
        oracle: null,
        ...wish,
      },
      parts,
      (update) => updates.push(update),
      abort.signal,
    );
  return { run, updates, prompts, order, abort };
}

describe('answerQuestion', () => {
  it('gives both readers the same passages, one reader after the other', async () => {
    const { run, prompts, order, updates } = scene();
    await run();
    expect(prompts).toEqual({
      mamba: 'question T0 T1 question answer',
      transformer: 'question T0 T1 question answer',
    });
    expect(order).toEqual(['mamba starts', 'mamba ends', 'transformer starts', 'transformer ends']);
    expect(updates.map(({ type }) => type)).toEqual([
      'retrieved',
      'started',
      'answered',
      'started',
      'answered',
    ]);
  });

  it('asks both at once if told to', async () => {
    const { run, order } = scene();
    await run({ atOnce: true });
    expect(order.slice(0, 2)).toEqual(['mamba starts', 'transformer starts']);
  });

  it('leaves passages out, and takes the known ones for the oracle', async () => {
    const { run, prompts } = scene();
    await run({ leftOut: new Set([0]) });
    expect(prompts.mamba).toBe('question T1 question answer');
    await run({ oracle: [7] });
    expect(prompts.mamba).toBe('question G7 question answer');
  });

  it('reports a failed reader and goes on with the other', async () => {
    const lost = Object.assign(new Error('gone'), { name: 'device-lost' });
    const { run, updates } = scene({
      generate: async (architecture: Architecture) => {
        if (architecture === 'mamba') throw lost;
        return report('ok');
      },
    });
    await run();
    expect(updates).toContainEqual({
      type: 'failed',
      architecture: 'mamba',
      failure: { code: 'device-lost', message: 'gone' },
    });
    expect(updates.at(-1)).toMatchObject({ type: 'answered', architecture: 'transformer' });
  });

  it('lets no event come behind the report', async () => {
    let late: () => void = () => undefined;
    const { run, updates } = scene({
      generate: async (_, __, onEvent) => {
        late = () => onEvent({ type: 'token', text: 'late', tokens: 1, memoryBytes: 0 });
        return report('done');
      },
    });
    await run({ architectures: ['mamba'] });
    late();
    expect(updates.at(-1)).toMatchObject({ type: 'answered' });
  });

  it('says nothing more once it was aborted', async () => {
    const { run, updates, abort, order } = scene({
      search: async (_, k) => {
        abort.abort();
        return retrieval(k);
      },
    });
    await run();
    expect(updates).toEqual([]);
    expect(order).toEqual([]);
  });
});
