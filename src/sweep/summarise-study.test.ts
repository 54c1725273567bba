import { describe, expect, it } from 'vitest';
import { emptyRun, madeUpPlan } from '../../tests/made-up-study';
import type { Architecture } from '../../workers/contract';
import { answerRows, filterRows, type AnswerFilter } from './answer-rows';
import { conclude } from './conclusions';
import { scoreStudy } from './score-study';
import { studyCsv } from './study-csv';
import type { StudyRun } from './study-run';
import { summariseStudy } from './summarise-study';

/**
 * A run in which question i is answered by `right(reader, k, i)` and prompts of k = 5 are past the trained length.
 * Passage 1 holds the answer, and is in the prompt from k = 1 on for all but the last question.
 */
function runOf(
  questions: number,
  right: (reader: Architecture, k: number, question: number) => boolean,
): StudyRun {
  const run = emptyRun(madeUpPlan({ questions }));
  run.passages = {
    0: { title: 'Nothing', text: 'Nothing stands here.' },
    1: { title: 'Rivers', text: 'The Nile is long.' },
  };
  for (let at = 0; at < questions; at++) {
    const found = at < questions - 1 ? [1, 0, 0, 0, 0] : [0, 0, 0, 0, 0];
    run.questions.push({
      id: `q${at}`,
      order: at,
      question: 'Which river?',
      accepted: ['The Nile'],
      gold: [1],
      contexts: [[], found.slice(0, 1), found],
    });
    for (const reader of run.plan.readers) {
      for (const [condition, k] of [0, 1, 5].entries()) {
        run.cells.push({
          question: `q${at}`,
          reader,
          condition,
          text: right(reader, k, at) ? 'the river Nile' : '=Amazon, "wide"',
          tokens: 3,
          meanLogProbability: -1,
          stopped: 'end',
          promptTokens: 20 + 10 * k,
          reusedTokens: at === 0 ? 0 : 10,
          cutSegments: 0,
          prefillMs: 100 + k,
          decodeMs: 30,
          memoryBytes: 1000 * (k + 1),
        });
      }
    }
  }
  return run;
}

const summarise = (run: StudyRun) => summariseStudy(run, scoreStudy(run));

describe('summariseStudy', () => {
  const run = runOf(20, (reader, k, at) => k === 1 || (reader === 'mamba' && k === 5 && at < 15));
  const summary = summarise(run);

  it('counts right answers, the ceiling and pairs', () => {
    const [closed, one, five] = summary.conditions;
    expect(closed?.ceiling).toMatchObject({ hits: 0, trials: 20 });
    expect(one?.ceiling).toMatchObject({ hits: 19, trials: 20 });
    expect(one?.readers.mamba?.contains).toMatchObject({ hits: 20, trials: 20 });
    expect(one?.readers.mamba?.exact.hits).toBe(0);
    expect(one?.readers.mamba?.f1.mean).toBeCloseTo(2 / 3);
    // All of them 0: that is not known to be 0 for certain.
    expect(closed?.readers.mamba?.f1).toEqual({ mean: 0, low: 0, high: closed?.ceiling.high });
    expect(five?.paired?.contains).toMatchObject({
      both: 0,
      onlyFirst: 15,
      onlySecond: 0,
      neither: 5,
    });
    expect(five?.paired?.contains.p).toBeCloseTo(2 * 0.5 ** 15, 10);
    // Three conditions are tested.
    expect(five?.paired?.contains.pHolm).toBeCloseTo(6 * 0.5 ** 15, 10);
    expect(one?.paired?.contains.pHolm).toBe(1);
  });

  it('puts wrong answers down to retrieval, length or the reader, the first that holds', () => {
    const [closed, , five] = summary.conditions;
    expect(closed?.readers.mamba?.errors).toEqual({ retrieval: 20, overflow: 0, reader: 0 });
    expect(five?.readers.transformer?.errors).toEqual({ retrieval: 1, overflow: 19, reader: 0 });
    expect(five?.readers.transformer?.overTrained).toBe(20);
  });

  it('counts as distracted what was right with fewer passages', () => {
    const [closed, one, five] = summary.conditions;
    expect(closed?.readers.mamba?.distracted).toBeUndefined();
    expect(one?.readers.mamba?.distracted).toBeUndefined();
    expect(five?.readers.mamba?.distracted).toMatchObject({ hits: 5, trials: 20 });
  });

  it('takes times of reading only from prompts that were read from the beginning', () => {
    expect(summary.conditions[2]?.readers.mamba?.prefill).toEqual({ trials: 1, medianMs: 105 });
    expect(summary.conditions[2]?.readers.mamba?.medianDecodeMsPerToken).toBe(10);
  });

  it('follows each reader from the fewest to the most passages', () => {
    const [from, to] = [1, 5].map((k) => ({ kind: 'retrieved', k }));
    expect(summary.contrasts).toMatchObject([
      { reader: 'mamba', from, to, lost: 5, gained: 0 },
      { reader: 'transformer', from, to, lost: 20, gained: 0 },
    ]);
    const [mamba, transformer] = summary.contrasts;
    expect(transformer?.difference.mean).toBe(-1);
    // Holm: the smaller of two p counts twice, the larger once.
    expect(transformer?.pHolm).toBeCloseTo(2 * 2 * 0.5 ** 20, 12);
    expect(mamba?.pHolm).toBeCloseTo(2 * 0.5 ** 5, 12);
  });

  it('holds no question, answer or passage', () => {
    expect(/Nile|river|Amazon|q1/.test(JSON.stringify(summary))).toBe(false);
  });

  it('can be made of a run that has only begun', () => {
    const begun = { ...run, cells: run.cells.slice(0, 1) };
    expect(summarise(begun).conditions[0]?.paired).toBeUndefined();
    expect(conclude(summarise({ ...run, cells: [] }), 'en')).toEqual([]);
  });
});

describe('conclude', () => {
  const texts = (run: StudyRun, kind: string) =>
    conclude(summarise(run), 'en')
      .filter((one) => one.kind === kind)
      .map(({ text }) => text);

  it('names a difference that holds after correction, and says where nothing can be told', () => {
    const run = runOf(20, (reader, k, at) => k === 1 || (reader === 'mamba' && k === 5 && at < 15));
    const [differs] = texts(run, 'differs');
    expect(differs).toBe(
      "At k = 5 the Mamba is right more often, 75.0 % against 0.0 % of 20 questions (p = below 0.001 after Holm's correction for 3 tests).",
    );
    expect(texts(run, 'cannot tell')[0]).toMatch(
      /^At k = 0 and k = 1 the difference between the readers may be chance\. Differences of up to 16 points/,
    );
    expect(texts(run, 'differs')[1]).toMatch(
      /^The Transformer loses from k = 1 to k = 5: −100\.0 .* \(questions lost: 20, won: 0; p = below 0\.001 after Holm's correction for 2 tests\)\.$/,
    );
  });

  it('claims nothing of a small difference', () => {
    const run = runOf(20, (reader, k, at) => k === 5 && at < (reader === 'mamba' ? 10 : 7));
    expect(texts(run, 'differs').filter((text) => text.includes('more often'))).toEqual([]);
    expect(texts(run, 'cannot tell')[0]).toMatch(/^At k = 0, k = 1 and k = 5 the difference/);
  });

  it('says which changes of a reader cannot be told', () => {
    const run = runOf(20, (_, k, at) => (k === 1 && at < 4) || (k === 5 && at < 2));
    expect(texts(run, 'cannot tell').filter((text) => text.startsWith('Whether'))).toEqual([
      expect.stringMatching(
        /^Whether the Mamba gains or loses from k = 1 to k = 5 cannot be told: −10\.0 points, 95 % interval −[\d.]+ to \+[\d.]+ \(questions lost: 2, won: 0; p = 1\.000 after Holm's correction for 2 tests\)\.$/,
      ),
      expect.stringMatching(/^Whether the Transformer/),
    ]);
  });

  it('says what the wrong answers come from', () => {
    const run = runOf(20, () => false);
    expect(texts(run, 'fact')[0]).toContain(
      'Of the 20 answers that the Mamba gets wrong at k = 5, 1 had no passage with the answer, 0 had one within the trained length, and 19 had one in a prompt longer',
    );
  });
});

describe('rows of answers', () => {
  const run = runOf(4, (reader, k, at) => k === 1 || (reader === 'mamba' && k === 5 && at < 3));
  const rows = answerRows(scoreStudy(run));
  it.each([
    ['all', undefined, 12],
    ['all', 2, 4],
    ['only-mamba', undefined, 3],
    ['only-transformer', undefined, 0],
    ['both', undefined, 4],
    ['neither', undefined, 5],
    ['lost', undefined, 4],
    ['miss-retrieval', undefined, 5],
    ['miss-reader', undefined, 3],
    ['overflow', undefined, 4],
  ] as const)('%s under %s: %i', (filter, condition, count) => {
    expect(filterRows(rows, filter satisfies AnswerFilter, condition)).toHaveLength(count);
  });
});

describe('studyCsv', () => {
  it('has a line for each answer, quoted, and no formula', () => {
    const run = runOf(1, () => false);
    const lines = studyCsv(scoreStudy(run)).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 6);
    expect(lines[1]).toBe(
      `q0,Which river?,The Nile,k0,mamba,"'=Amazon, ""wide""",0,0,0.0000,0,20,0,0,100.0,30.0,3,1000`,
    );
  });
});
