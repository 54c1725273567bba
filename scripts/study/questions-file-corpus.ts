import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { Passage } from '../../workers/contract';
import { holdsAnswer } from '../../src/sweep/holds-answer';
import type { StudyCorpus } from '../../src/sweep/study-corpus';

const line = v.object({
  question: v.string(),
  aliases: v.pipe(v.array(v.string()), v.minLength(1)),
  retrieved: v.array(v.number()),
});

/**
 * Questions with their retrieved passages from files: no retrieval of ours is part of it. The passage 'known to hold the
 * answer' is the nearest retrieved one in which an alias stands; a question without one has none.
 * @param keepAll every passage may be asked for, not only those that were retrieved for a question
 */
export async function questionsFileCorpus(
  questionsFile: string,
  passagesFile: string,
  keepAll: boolean,
): Promise<{ corpus: StudyCorpus; files: Record<string, string> }> {
  const text = readFileSync(questionsFile, 'utf8');
  const rows = text
    .split('\n')
    .filter(Boolean)
    .map((row) => v.parse(line, JSON.parse(row)));
  // Several processes read the same large file: each keeps what it needs.
  const wanted = new Set(rows.flatMap(({ retrieved }) => retrieved));
  const passages = new Map<number, Passage>();
  let size = 0;
  const hash = createHash('sha256');
  for await (const row of createInterface({ input: createReadStream(passagesFile) })) {
    hash.update(row);
    const [first, title = '', ...text] = row.split('\t');
    const id = Number(first);
    if (!Number.isInteger(id)) continue;
    size = Math.max(size, id + 1);
    if (keepAll || wanted.has(id)) passages.set(id, { id, title, text: text.join(' ') });
  }
  const find = (id: number): Passage => {
    const passage = passages.get(id);
    if (!passage) throw new Error(`${passagesFile} has no passage ${id}.`);
    return passage;
  };
  const retrieved = new Map<string, number[]>();
  const questions = rows.map((one, at) => {
    const id = String(at + 1);
    retrieved.set(id, one.retrieved);
    const gold = one.retrieved.find((passage) => holdsAnswer(find(passage), one.aliases));
    const [answer = '', ...aliases] = one.aliases;
    return {
      id,
      question: one.question,
      answer,
      aliases,
      split: 'held-out' as const,
      goldPassages: gold === undefined ? [] : [gold],
    };
  });
  return {
    corpus: {
      title: `${questionsFile.split('/').at(-1)} over ${passagesFile.split('/').at(-1)}`,
      size,
      questions,
      search: async ({ id }, count) => (retrieved.get(id) ?? []).slice(0, count).map(find),
      passages: async (ids) => ids.map(find),
    },
    files: {
      questions: createHash('sha256').update(text).digest('hex'),
      passages: hash.digest('hex'),
    },
  };
}
