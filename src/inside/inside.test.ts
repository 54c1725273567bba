import { describe, expect, it } from 'vitest';
import type { Inspection, Passage, PromptSegment } from '../../workers/contract';
import { segmentSums, tokenWeights, wholeAttention } from './aggregate-attention';
import { expectedCost, gainInWords, measureInfluence, type Influence } from './measure-influence';
import { cacheBytes, MAMBA_2_8B, PYTHIA_2_8B, stateBytes, tokensWith } from './memory-formula';
import { stripAlphas } from './paint-strip';
import { segmentNames } from './segment-names';
import { shadeText } from './shade-text';
import { summariseSelection } from './summarise-selection';

/** 2 layers, 1 group, 2 answer tokens, 4 tokens: two of the question, two of the answer. */
const inspection: Inspection = {
  architecture: 'mamba',
  tokens: [
    { text: 'Who', segment: 0 },
    { text: '?', segment: 0 },
    { text: ' Mon', segment: 1 },
    { text: 'golia', segment: 1 },
  ],
  promptTokens: 2,
  layers: 2,
  groups: 1,
  // prettier-ignore
  attention: Float32Array.of(
    1, 0, 0, 0,      0.5, 0.25, 0.25, 0,
    0.5, 0.5, 0, 0,  0, 0.5, 0.5, 0,
  ),
  selection: {
    delta: Float32Array.of(1, 3, 5, 5, 10, 20, 30, 40),
    retention: Float32Array.of(0.5, 0.25),
  },
};

describe('the weight of each token', () => {
  it('is the mean over all layers, groups and answer tokens', () => {
    const weights = tokenWeights(inspection, wholeAttention);
    expect([...weights]).toEqual([0.5, 0.3125, 0.1875, 0]);
    expect(segmentSums(inspection, weights)).toEqual([0.8125, 0.1875]);
  });
  it('is that of the chosen layer and answer token', () => {
    const weights = tokenWeights(inspection, { layer: 1, group: 0, answerToken: 1 });
    expect([...weights]).toEqual([0, 0.5, 0.5, 0]);
  });
});

it('shades a text by multiples of the even share, neighbours of one level as one run', () => {
  expect(shadeText(inspection, [0.8, 0.05, 0.1, 0.04])).toEqual([
    [
      { text: 'Who', level: 2 },
      { text: '?', level: 0 },
    ],
    [{ text: ' Mongolia', level: 0 }],
  ]);
});

it('sums up what a Mamba let in and kept, and nothing for others', () => {
  expect(summariseSelection(inspection, 0)).toEqual({ delta: [2, 5], retention: [0.5] });
  expect(summariseSelection(inspection, 'all')).toEqual({
    delta: [8.5, 20],
    retention: [0.375],
  });
  expect(summariseSelection({ ...inspection, selection: null }, 0)).toBeUndefined();
});

it('scales each layer of a strip by itself', () => {
  const values = Float32Array.of(1, 2, 3, 10, 30, 20);
  expect([...stripAlphas({ values, tokens: 3, from: 1, to: 3 })]).toEqual([128, 255, 255, 128]);
});

it('names parts by what they are', () => {
  const passages: Passage[] = [{ id: 7, title: 'Lake Baikal', text: '' }];
  expect(segmentNames(['question', 'passage', 'question', 'answer'], passages)).toEqual([
    'Question',
    '1. Lake Baikal',
    'Question again',
    'Answer mark',
    'Answer',
  ]);
});

describe('the influence of passages', () => {
  const passages = ['a', 'b', 'c'].map((text, id): Passage => ({ id, title: text, text }));
  /** 'b' holds the answer, 'c' misleads. Nothing before the passage left out is read again. */
  const weigh = async (segments: PromptSegment[]) => {
    const texts = segments.flatMap((one) => (one.kind === 'passage' ? [one.text] : []));
    const logProbability = (texts.includes('b') ? -1 : -6) + (texts.includes('c') ? -2 : 0);
    const kept = texts.findIndex((text, at) => text !== passages[at]?.text);
    return {
      logProbability,
      promptTokens: 10 * texts.length,
      reusedTokens: 10 * (kept < 0 ? texts.length : kept),
    };
  };

  it('is what the answer loses without each', async () => {
    const updates: Influence[] = [];
    await measureInfluence('q', passages, weigh, (one) => updates.push(one));
    expect(updates).toHaveLength(4);
    expect(updates[1]?.gains).toEqual([undefined, undefined, -2]);
    expect(updates[3]).toEqual({
      logProbability: -3,
      gains: [0, 5, -2],
      readTokens: 30,
      reusedTokens: 60,
    });
  });

  it('says beforehand what it costs', () => {
    const segments = (
      [
        ['question', 5],
        ['passage', 100],
        ['passage', 200],
        ['question', 4],
        ['answer', 1],
      ] as const
    ).map(([kind, tokens]) => ({ kind, tokens }));
    // Whole: 5 behind the last passage. Without the second: 5. Without the first: 205.
    expect(expectedCost(segments)).toEqual({ prompts: 3, readTokens: 215 });
  });

  it('is said as a factor', () => {
    expect(gainInWords(Math.log(12))).toBe('12 × less likely without it');
    expect(gainInWords(-Math.log(2))).toBe('2.0 × more likely without it');
    expect(gainInWords(0.01)).toBe('no difference');
  });
});

describe('the formulas of memory', () => {
  it('give what the bundled readers hold, to the byte', () => {
    const mamba = { layers: 14, channels: 1024, states: 16, taps: 4 };
    expect(stateBytes(mamba, 4)).toBe(1_089_536);
    expect(cacheBytes({ layers: 7, width: 512 }, 1, 4)).toBe(28_672);
  });
  it('give 12 MB of state and 0.3 MB a token for models of 2.8 billion weights', () => {
    expect(stateBytes(MAMBA_2_8B, 2)).toBe(12_451_840);
    expect(cacheBytes(PYTHIA_2_8B, 1, 2)).toBe(327_680);
  });
  it('lengthen a prompt by its mean passage', () => {
    const segments = [
      { kind: 'question', tokens: 20 },
      { kind: 'passage', tokens: 100 },
      { kind: 'passage', tokens: 150 },
      { kind: 'answer', tokens: 1 },
    ];
    expect(tokensWith(20, segments, 190)).toBe(21 + 20 * 125);
    expect(tokensWith(20, segments.slice(0, 1), 190)).toBe(20 + 20 * 190);
  });
});
