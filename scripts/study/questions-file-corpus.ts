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
 */
export async function questionsFileCorpus(
  questionsFile: string,
  passagesFile: string,
): Promise<{ corpus: StudyCorpus; files: Record<string, string> }> {
  const passages: Passage[] = [];
  const hash = createHash('sha256');
  for await (const row of createInterface({ input: createReadStream(passagesFile) })) {
    hash.update(row);
    const [id, title = '', ...text] = row.split('\t');
    if (Number.isInteger(Number(id))) {
      passages[Number(id)] = { id: Number(id), title, text: text.join(' ') };
    }
  }
  const find = (id: number): Passage => {
    const passage = passages[id];
    if (!passage) throw new Error(`${passagesFile} has no passage ${id}.`);
    return passage;
  };
  const retrieved = new Map<string, number[]>();
  const text = readFileSync(questionsFile, 'utf8');
  const questions = text
    .split('\n')
    .filter(Boolean)
    .map((row, at) => {
      const one = v.parse(line, JSON.parse(row));
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
      size: passages.length,
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
