import { describe, expect, it } from 'vitest';
import {
  emptyRun,
  madeUpAnswer,
  madeUpCorpus,
  madeUpPlan,
  madeUpQuestions,
} from '../../tests/made-up-study';
import { mergeRuns } from '../../scripts/study/merge-runs';
import { wholeQuestions } from '../../scripts/study/whole-questions';
import { buildPrompt } from '../ask/prompt';
import { chooseContext, MAX_ORACLE_PASSAGES } from './choose-contexts';
import { cellKey, drawQuestions, runStudy, type StudyParts } from './run-study';
import { promptHash } from './prompt-hash';
import type { StudyPlan } from './study-plan';
import type { StudyRun } from './study-run';

/** Runs until `stopAfter` answers are there, on top of what the run already has. */
async function go(run: StudyRun, changes: Partial<StudyParts> = {}, stopAfter = Infinity) {
  const abort = new AbortController();
  const asked: string[] = [];
  await runStudy({
    plan: run.plan,
    corpus: madeUpCorpus,
    cells: [...run.cells],
    prepared: run.questions,
    passages: run.passages,
    signal: abort.signal,
    generate: async (reader, segments) => {
      asked.push(`${reader} ${segments.length}`);
      return madeUpAnswer(reader, segments);
    },
    onTask: () => undefined,
    onQuestion: async (question, passages) => {
      run.questions.push(question);
      Object.assign(run.passages, passages);
    },
    onCell: async (cell) => {
      run.cells.push(cell);
      if (run.cells.length >= stopAfter) abort.abort();
    },
    ...changes,
  });
  return asked;
}

const whole = async (plan: StudyPlan) => {
  const run = emptyRun(plan);
  await go(run);
  return run;
};
const sorted = (run: StudyRun) =>
  [...run.cells].sort((a, b) => cellKey(a).localeCompare(cellKey(b)));

describe('drawQuestions', () => {
  it('takes held-out questions only, the same for the same seed', () => {
    const drawn = drawQuestions(madeUpPlan({ questions: 10 }), madeUpCorpus);
    expect(drawn).toHaveLength(10);
    expect(drawn.every(({ split }) => split === 'held-out')).toBe(true);
    expect(drawQuestions(madeUpPlan({ questions: 4 }), madeUpCorpus)).toEqual(drawn.slice(0, 4));
    expect(drawQuestions(madeUpPlan({ questions: 10, seed: 4 }), madeUpCorpus)).not.toEqual(drawn);
  });
  it('takes all of a corpus that has no split', () => {
    const questions = madeUpQuestions.map((one) => ({ ...one, split: 'examples' as const }));
    expect(drawQuestions(madeUpPlan({ questions: 99 }), { questions })).toHaveLength(12);
  });
  it('takes only questions with a known passage where every condition needs one', () => {
    const plan = madeUpPlan({ questions: 99, conditions: [{ kind: 'oracle' }] });
    expect(drawQuestions(plan, madeUpCorpus)).toHaveLength(9);
  });
});

describe('runStudy', () => {
  it('asks every question under every condition of every reader, once', async () => {
    const run = await whole(madeUpPlan());
    expect(new Set(run.cells.map(cellKey)).size).toBe(6 * 3 * 2);
    expect(run.cells).toHaveLength(6 * 3 * 2);
  });

  it('asks with growing k, so that a reader can keep what it has read', async () => {
    const asked = await go(emptyRun(madeUpPlan()));
    // Behind the timed questions (2): question, two marks and k passages.
    expect(asked.slice(12, 15).map((one) => one.split(' ')[1])).toEqual(['3', '4', '8']);
    expect(asked.slice(12, 18).map((one) => one.split(' ')[0])).toEqual([
      ...Array.from({ length: 3 }, () => 'mamba'),
      ...Array.from({ length: 3 }, () => 'transformer'),
    ]);
    // By turns: the next question begins with the other reader.
    expect(asked[18]).toMatch(/^transformer/);
  });

  it('reads the first questions afresh under every condition, for the times, and no others', async () => {
    const asked: boolean[] = [];
    await go(emptyRun(madeUpPlan()), {
      generate: (reader, segments, afresh) => {
        asked.push(afresh);
        return madeUpAnswer(reader, segments);
      },
    });
    expect(asked).toEqual([...Array(12).fill(true), ...Array(24).fill(false)]);
  });

  it('stopped anywhere and gone on with, it ends with the same answers', async () => {
    const expected = sorted(await whole(madeUpPlan()));
    for (const stopAfter of [1, 7, 13, 35]) {
      const run = emptyRun(madeUpPlan());
      await go(run, {}, stopAfter);
      expect(run.cells).toHaveLength(stopAfter);
      await go(run);
      expect(sorted(run)).toEqual(expected);
    }
  });

  it('when the time is up, begins no question and finishes those that were begun', async () => {
    const run = emptyRun(madeUpPlan());
    // The third question is begun at once behind the two that are timed.
    await go(run, { isTimeUp: () => run.cells.length > 12 });
    const { questions } = await whole(madeUpPlan());
    expect(run.questions).toEqual(questions.slice(0, 3));
    expect(run.cells).toHaveLength(3 * 3 * 2);
    await go(run, { isTimeUp: () => run.cells.length > 18 });
    expect(run.cells).toHaveLength(4 * 3 * 2);
    // Stopped in the middle of a question instead, figures are made of the whole ones.
    const cut = { ...run, cells: run.cells.slice(0, -1) };
    expect(wholeQuestions(run)).toEqual(run);
    expect(wholeQuestions(cut).questions).toEqual(questions.slice(0, 3));
    expect(wholeQuestions(cut).cells).toHaveLength(3 * 3 * 2);
  });

  it('keeps what shows later that a prompt is the one that was read, and where it was cut', async () => {
    const run = emptyRun(madeUpPlan({ questions: 1 }));
    await go(run, {
      generate: async (reader, segments) => {
        const report = await madeUpAnswer(reader, segments);
        const cut = report.segments.map((one, at) => ({ ...one, truncated: at === 2 }));
        return { ...report, segments: cut };
      },
    });
    const [question] = run.questions;
    for (const { condition, promptSha256, cutSegments, cutPlaces } of run.cells) {
      const ids = question?.contexts[condition] ?? [];
      const passages = ids.map((id) => ({ id, ...(run.passages[id] ?? { title: '', text: '' }) }));
      const prompt = buildPrompt(question?.question ?? '', passages);
      expect(promptSha256).toBe(promptHash(prompt));
      expect(promptHash(prompt.slice(1))).not.toBe(promptSha256);
      expect([cutSegments, cutPlaces]).toEqual([1, [2]]);
    }
  });

  it('does not keep an answer that was cancelled', async () => {
    const run = emptyRun(madeUpPlan());
    await go(run, {
      generate: async (reader, segments) => ({
        ...(await madeUpAnswer(reader, segments)),
        stopped: 'cancelled',
      }),
    });
    expect(run.cells).toEqual([]);
  });

  it('in shards that are merged, it is the same study', async () => {
    const expected = await whole(madeUpPlan());
    const parts = [];
    for (const index of [0, 1, 2]) {
      const part = emptyRun(madeUpPlan());
      await go(part, { shard: { index, of: 3 } });
      parts.push(part);
    }
    const merged = mergeRuns(parts.reverse());
    expect(sorted(merged)).toEqual(sorted(expected));
    expect(merged.questions).toEqual([...expected.questions].sort((a, b) => a.order - b.order));
    expect(merged.passages).toEqual(expected.passages);
    const other = emptyRun(madeUpPlan({ seed: 9 }));
    expect(() => mergeRuns([expected, other])).toThrow('another plan');
  });

  it('leaves out what a question does not allow', async () => {
    // q11 has no passage known to hold its answer.
    const run = await whole(
      madeUpPlan({ questions: 10, conditions: [{ kind: 'retrieved', k: 1 }, { kind: 'oracle' }] }),
    );
    expect(run.questions.find(({ id }) => id === 'q11')?.contexts).toEqual([[11], null]);
    expect(run.cells).toHaveLength((10 + 9) * 2);
  });
});

describe('contexts', () => {
  it('the oracle gives the known passages, of many the first few', () => {
    const material = { nearest: [], distractors: [], random: [], place: 0 };
    const many = Array.from({ length: 40 }, (_, at) => 7 * at);
    const oracle = (gold: number[]) => chooseContext({ kind: 'oracle' }, { ...material, gold });
    expect(oracle([9, 3])).toEqual([9, 3]);
    expect(oracle(many)).toEqual(many.slice(0, MAX_ORACLE_PASSAGES));
  });

  it('put the needle at each place among the nearest that do not hold the answer', async () => {
    const conditions = [1, 2, 3].map((position) => ({ kind: 'needle', k: 3, position }) as const);
    const { questions } = await whole(madeUpPlan({ questions: 1, conditions }));
    const [question] = questions;
    const gold = question?.gold[0] ?? NaN;
    expect(question?.contexts).toEqual([
      [gold, gold + 1, gold + 2],
      [gold + 1, gold, gold + 2],
      [gold + 1, gold + 2, gold],
    ]);
  });

  it('noise: the same place and length for both fillers, random ones drawn with the seed', async () => {
    const conditions = (['nearest', 'random'] as const).map(
      (filler) => ({ kind: 'noise', k: 5, filler }) as const,
    );
    const plan = madeUpPlan({ questions: 5, conditions });
    const { questions } = await whole(plan);
    for (const { gold, contexts } of questions) {
      const [nearest, random] = contexts;
      const needle = gold[0] ?? NaN;
      expect(nearest).toHaveLength(5);
      expect(random).toHaveLength(5);
      expect(nearest?.indexOf(needle)).toBe(random?.indexOf(needle));
      expect(new Set(random).size).toBe(5);
    }
    expect((await whole(plan)).questions).toEqual(questions);
    expect((await whole({ ...plan, seed: 8 })).questions).not.toEqual(questions);
  });
});
