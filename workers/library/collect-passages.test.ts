import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';
import type { CorpusOptions, SourceItem } from '../contract';
import { collectPassages } from './collect-passages';
import { surveySources } from './survey-sources';

const item = (path: string, content: unknown): SourceItem => ({
  path,
  file: new Blob([typeof content === 'string' ? content : JSON.stringify(content)]),
});
const options: CorpusOptions = {
  title: '',
  split: { method: 'sentences', targetCharacters: 600, maxCharacters: 900 },
  questionFiles: [],
  questionLimit: null,
  seed: 1,
  onlyEvidence: false,
};
const still = new AbortController().signal;

async function collect(items: SourceItem[], wish: Partial<CorpusOptions> = {}, maxPassages = 1e6) {
  const passages: { title: string; text: string }[] = [];
  const collected = await collectPassages(
    items,
    { ...options, ...wish },
    {
      passage: async (title, text) => void passages.push({ title, text }),
      progress: () => undefined,
    },
    still,
    { maxPassages },
  );
  return { ...collected, passages };
}
const survey = (items: SourceItem[]) => surveySources(items, () => undefined, still);
const failure = (code: string, words = '') =>
  expect.objectContaining({
    name: code,
    message: expect.stringContaining(words) as string,
  }) as Error;

// Made up in the form of TriviaQA: github.com/mandarjoshi90/triviaqa, qa/wikipedia-*.json.
const triviaQa = {
  Data: [
    {
      Answer: {
        Aliases: ['Tilda Brandvik', 'Brandvik'],
        NormalizedAliases: ['tilda brandvik', 'brandvik'],
        NormalizedValue: 'tilda brandvik',
        Type: 'WikipediaEntity',
        Value: 'Tilda Brandvik',
      },
      EntityPages: [
        { DocSource: 'TagMe', Filename: 'Quorn_lighthouse.txt', Title: 'Quorn lighthouse' },
        { DocSource: 'TagMe', Filename: 'Lost_page.txt', Title: 'Lost page' },
      ],
      Question: 'Who built the lighthouse of Quorn?',
      QuestionId: 'qw_1',
      SearchResults: [],
    },
    {
      Answer: { Aliases: [], Type: 'FreeForm', Value: 'nine tonnes' },
      EntityPages: [],
      Question: 'How heavy is Old Barnaby?',
      QuestionId: 'qw_2',
      SearchResults: [{ Filename: '7/7_12.txt', Title: 'Bells' }],
    },
  ],
  Domain: 'Wikipedia',
  Version: 1.0,
};
const evidence = {
  'evidence/wikipedia/Quorn_lighthouse.txt':
    'The lighthouse was built in 1874.\n\nIts engineer was Tilda  Brandvik of Vellmar.',
  'evidence/wikipedia/Other_page.txt': 'A page that no question names.',
  'evidence/web/7/7_12.txt': 'Old Barnaby weighs nine tonnes.',
};
const folder = [
  item('triviaqa/qa/wikipedia-dev.json', triviaQa),
  ...Object.entries(evidence).map(([path, text]) => item(`triviaqa/${path}`, text)),
];

async function archive(): Promise<SourceItem[]> {
  // In no helpful order, and the questions too many to be read at once.
  const [first, ...others] = Object.entries(evidence);
  const questions = { ...triviaQa, Filler: 'x'.repeat(1.2e6) };
  const files = Object.fromEntries([
    ...(first ? [first] : []),
    ['qa/wikipedia-dev.json', JSON.stringify(questions)],
    ...others,
  ]);
  const packed = await packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: body.length, type: 'file' },
      body,
    })),
  );
  return [{ path: 'triviaqa-rc.tar.gz', file: new Blob([gzipSync(packed)]) }];
}

describe('TriviaQA’s distribution', () => {
  it.each([
    ['as a folder', async () => folder, 'triviaqa/qa/wikipedia-dev.json'],
    ['as the archive', archive, 'qa/wikipedia-dev.json'],
  ])(
    'is read %s: the evidence of its questions',
    async (_, items, questionFile) => {
      expect(await survey(await items())).toMatchObject({
        documents: 3,
        evidence: 2,
        questionFiles: [{ path: questionFile, format: 'TriviaQA', questions: 2 }],
      });
      const wish = { questionFiles: [questionFile], onlyEvidence: true };
      const { passages, questions, missingEvidence } = await collect(await items(), wish);
      expect(passages.map(({ title }) => title).sort()).toEqual(['7 12', 'Quorn lighthouse']);
      expect(missingEvidence).toBe(1);
      const quorn = passages.findIndex(({ title }) => title === 'Quorn lighthouse');
      expect(questions).toMatchObject([
        {
          id: 'qw_1',
          question: 'Who built the lighthouse of Quorn?',
          answer: 'Tilda Brandvik',
          aliases: ['Tilda Brandvik', 'Brandvik'],
          article: 'Quorn lighthouse',
          goldPassages: [quorn],
        },
        { id: 'qw_2', goldPassages: [1 - quorn] },
      ]);
    },
    60_000,
  );

  it('is read whole where that is wanted', async () => {
    const wish = { questionFiles: ['triviaqa/qa/wikipedia-dev.json'] };
    expect((await collect(folder, wish)).documents).toBe(3);
    expect((await collect(folder)).questions).toEqual([]);
  });

  it('gives each question once, though verified ones are in two files', async () => {
    const items = [...folder, item('triviaqa/qa/verified-wikipedia-dev.json', triviaQa)];
    const questionFiles = items.map(({ path }) => path).filter((path) => path.includes('/qa/'));
    expect((await collect(items, { questionFiles })).questions).toHaveLength(2);
  });

  it('passes over test sets, which have no answers', async () => {
    const questions = triviaQa.Data.map(({ Question, QuestionId }) => ({ Question, QuestionId }));
    const report = await survey([item('qa/wikipedia-test.json', { Data: questions })]);
    expect(report.questionFiles).toEqual([]);
    expect(report.leftOut).toEqual([
      { path: 'qa/wikipedia-test.json', reason: 'its questions have no answers' },
    ]);
  });
});

describe('other questions', () => {
  it('come from SQuAD with their paragraphs', async () => {
    const squad = {
      version: 'v2.0',
      data: [
        {
          title: 'Old_Barnaby',
          paragraphs: [
            {
              context: 'Old Barnaby is a bell of nine tonnes.',
              qas: [
                {
                  id: 'a',
                  question: 'How heavy?',
                  answers: [{ text: 'nine tonnes', answer_start: 24 }],
                },
                { id: 'b', question: 'How old?', is_impossible: true, answers: [] },
              ],
            },
            { context: 'It hangs in Ostrava Minor.', qas: [] },
          ],
        },
      ],
    };
    const items = [item('dev-v2.0.json', squad)];
    expect(await survey(items)).toMatchObject({
      documents: 2,
      questionFiles: [{ format: 'SQuAD', questions: 1 }],
    });
    const { passages, questions } = await collect(items, { questionFiles: ['dev-v2.0.json'] });
    expect(passages).toEqual([
      { title: 'Old Barnaby', text: 'Old Barnaby is a bell of nine tonnes.' },
      { title: 'Old Barnaby', text: 'It hangs in Ostrava Minor.' },
    ]);
    expect(questions).toMatchObject([{ id: 'a', answer: 'nine tonnes', goldPassages: [0] }]);
  });

  it('come from JSON lines as in Natural Questions, beside texts or with them', async () => {
    const lines = [
      { question: 'How heavy is Old Barnaby?', answer: ['9 t', 'nine tonnes'], article: 'bells' },
      {
        title: 'Quorn',
        text: 'Built in 1874.',
        questions: [{ question: 'When?', answer: '1874' }],
      },
    ].map((line) => JSON.stringify(line));
    const items = [
      item('bells.txt', 'It weighs nine tonnes.'),
      item('q.jsonl', lines.join('\r\n')),
    ];
    const { passages, questions } = await collect(items, { questionFiles: ['q.jsonl'] });
    expect(passages.map(({ title }) => title)).toEqual(['bells', 'Quorn']);
    expect(questions).toMatchObject([
      { id: '1', answer: '9 t', aliases: ['nine tonnes'], goldPassages: [0] },
      { id: '2', answer: '1874', article: 'Quorn', goldPassages: [1] },
    ]);
  });

  it('keep only the documents that they name, if that is wanted', async () => {
    const items = [
      item('bells.txt', 'It weighs nine tonnes.'),
      item('owls.txt', 'They fly at night.'),
      item('q.jsonl', '{"question":"How heavy?","answer":"nine tonnes","article":"Bells"}'),
    ];
    const wish = { questionFiles: ['q.jsonl'], onlyEvidence: true };
    expect((await collect(items, wish)).passages.map(({ title }) => title)).toEqual(['bells']);
  });

  it('are sampled by a seed', async () => {
    const lines = Array.from({ length: 100 }, (_, at) =>
      JSON.stringify({ id: `${at}`, question: `${at}?`, answer: 'x' }),
    );
    const items = [item('a.txt', 'x'), item('q.jsonl', lines.join('\n'))];
    const drawn = async (seed: number) => {
      const wish = { questionFiles: ['q.jsonl'], questionLimit: 10, seed };
      return (await collect(items, wish)).questions.map(({ id }) => id);
    };
    expect(await drawn(1)).toHaveLength(10);
    expect(await drawn(1)).toEqual(await drawn(1));
    expect(await drawn(1)).not.toEqual(await drawn(2));
  });
});

describe('hostile files', () => {
  it('with __proto__ change no prototype', async () => {
    const evil =
      '{"__proto__":{"polluted":1},"question":"?","answer":"x","constructor":{"prototype":{"polluted":1}}}';
    const items = [
      item('a.txt', 'x'),
      item('q.jsonl', evil),
      item(
        'r.json',
        `{"__proto__":{"polluted":1},"Data":[{"__proto__":{"Question":"?","QuestionId":"1"}}]}`,
      ),
    ];
    const { questions } = await collect(items, { questionFiles: ['q.jsonl', 'r.json'] });
    expect(questions).toHaveLength(1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('of one endless line are read in stretches and stopped at the limit', async () => {
    // A gigabyte that is made while it is read; little of it must be asked for.
    let given = 0;
    const endless = {
      size: 1e9,
      stream: () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            if (given >= 1e9) return controller.close();
            given += 65_536;
            controller.enqueue(new Uint8Array(65_536).fill(0x61));
          },
        }),
    } as unknown as Blob;
    await expect(collect([{ path: 'long.txt', file: endless }], {}, 2000)).rejects.toThrow(
      failure('source-too-large', '2000 passages'),
    );
    expect(given).toBeLessThan(4e6);
  });

  it.each([
    ['a list with no end', 'q.json', '[{"question":"?"'],
    ['no JSON', 'q.json', '<html>'],
    ['no JSON lines', 'q.jsonl', '{"question":"?","answer":"x"}\n{'],
    ['JSON nested deep', 'q.json', '['.repeat(100_000)],
    ['other JSON', 'q.json', '{"a":1}'],
    ['other JSON in a list', 'q.json', '[1,2,[3]]'],
    ['nothing', 'q.json', ''],
  ])('of questions: %s is left out with its reason', async (_, path, content) => {
    const report = await survey([item('a.txt', 'A text.'), item(path, content)]);
    expect(report.leftOut).toMatchObject([
      { path, reason: expect.stringMatching(/JSON/) as string },
    ]);
    expect((await collect([item('a.txt', 'A text.'), item(path, content)])).leftOutCount).toBe(1);
  });

  it('without any text are named', async () => {
    const items = [item('a.png', 'x'), item('empty.txt', ''), item('white.txt', ' \n\n ')];
    await expect(collect(items)).rejects.toThrow(failure('nothing-to-index', 'a.png'));
  });
});
