import { sha256 } from '@noble/hashes/sha2.js';
import { normaliseAnswer } from '../../../text/normalise-answer';
import type { CorpusOptions, PackQuestion, SourceItem } from '../../contract';
import { letMessagesIn } from '../../reader/let-messages-in';
import { walkSources } from '../sources/walk-sources';
import type { ParsedQuestion } from './parsed-question';
import { readQuestions } from './read-questions';

/** A question that the corpus will have, and the passages found so far that hold its answer. */
export interface ChosenQuestion {
  source: ParsedQuestion;
  /** The document that it came with, by {@link documentKey}. */
  document: string | undefined;
  /** Normalised, in spaces. */
  accepted: string[];
  gold: number[];
}

/** The nth document of a question file. */
export const documentKey = (path: string, number: number) => `${path} ${number}`;

/** The questions of the chosen files, or a sample of them, in the order of the files; each id once. */
export async function chooseQuestions(
  items: readonly SourceItem[],
  options: Pick<CorpusOptions, 'questionFiles' | 'questionLimit' | 'seed'>,
  signal: AbortSignal,
  onRead: (path: string, bytes: number) => void,
): Promise<ChosenQuestion[]> {
  const files = new Set(options.questionFiles);
  const found: ChosenQuestion[] = [];
  const ids = new Set<string>();
  const add = (source: ParsedQuestion, document: string | undefined) => {
    const id = source.id || String(found.length + 1);
    if (ids.has(id)) return; // TriviaQA's verified questions are among the others too
    ids.add(id);
    found.push({
      source: { ...source, id },
      document,
      accepted: acceptedWords([source.answer, ...source.aliases]),
      gold: [],
    });
  };
  if (files.size === 0) return [];
  let left = files.size;
  let readBytes = 0;
  const walk = walkSources(
    items,
    (path) => files.has(path),
    (bytes) => (readBytes += bytes),
  );
  for await (const file of walk) {
    const reading = await readQuestions(file);
    let documents = 0;
    for await (const record of reading?.records ?? []) {
      signal.throwIfAborted();
      if (record.kind === 'question') add(record.question, undefined);
      else {
        const key = documentKey(file.path, documents++);
        for (const question of record.questions) add(question, key);
      }
    }
    onRead(file.path, readBytes);
    await letMessagesIn();
    if (--left === 0) break; // the rest of an archive need not be unpacked for this
  }
  return sample(found, options.questionLimit, options.seed);
}

/** For {@link holdsAnswer}: normalised, in spaces, so that `art` is not found in `party`. */
export function acceptedWords(answers: readonly string[]): string[] {
  const words = answers.map(normaliseAnswer).filter(Boolean);
  return [...new Set(words)].map((word) => ` ${word} `);
}

/** Where a passage, with its title, holds an accepted answer. */
export function holdsAnswer(title: string, passage: string, accepted: readonly string[]): boolean {
  const words = ` ${normaliseAnswer(`${title}: ${passage}`)} `;
  return accepted.some((alias) => words.includes(alias));
}

export function toPackQuestion({ source, gold }: ChosenQuestion): PackQuestion {
  const { id, question, answer, aliases, article, category } = source;
  return {
    id,
    question,
    answer,
    aliases,
    article,
    category,
    split: questionSplit(article || id),
    goldPassages: gold,
  };
}

/** Share of the articles whose questions are shown in the page; those of the others are kept for reports. */
const EXAMPLE_SHARE = 0.25;

/** The same article is always on the same side, whatever is added to the pack. */
export function questionSplit(article: string): PackQuestion['split'] {
  const hash = sha256(new TextEncoder().encode(`split ${article}`));
  const share = new DataView(hash.buffer, hash.byteOffset).getUint32(0) / 2 ** 32;
  return share < EXAMPLE_SHARE ? 'examples' : 'held-out';
}

/** Fisher–Yates with mulberry32, so that a seed names a sample; those drawn stay in their order. */
function sample<T>(items: readonly T[], limit: number | null, seed: number): T[] {
  if (limit === null || limit >= items.length) return [...items];
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const order = items.map((_, at) => at);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order
    .slice(0, limit)
    .sort((a, b) => a - b)
    .flatMap((at) => items[at] ?? []);
}
