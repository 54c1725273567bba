import type { Passage } from '../../workers/contract';
import { holdsAnswer } from './holds-answer';
import { seededRandom, seedOf } from './seeded-random';
import type { StudyCorpus, StudyCorpusQuestion } from './study-corpus';
import type { Condition, StudyPlan } from './study-plan';
import type { StudyPassages, StudyQuestion } from './study-run';

/** With more than these a prompt leaves the trained length; long texts of one's own name an answer on every page. */
export const MAX_ORACLE_PASSAGES = 5;
/** Nearest passages to look at where some of them must be passed over. */
const MARGIN = 40;

export interface Material {
  /** Nearest first. */
  nearest: readonly Passage[];
  /** Known to hold the answer. */
  gold: readonly number[];
  /** The nearest that do not hold it, and random ones that do not. */
  distractors: readonly number[];
  random: readonly number[];
  /** In [0, 1): where the gold passage stands under 'noise', the same place for both fillers. */
  place: number;
}

/** The passages of a prompt in order; null where the condition cannot be met for this question. */
export function chooseContext(one: Condition, material: Material): number[] | null {
  const { nearest, gold, distractors, random, place } = material;
  const [needle] = gold;
  switch (one.kind) {
    case 'retrieved':
      return nearest.slice(0, one.k).map(({ id }) => id);
    case 'oracle':
      return gold.length > 0 ? gold.slice(0, MAX_ORACLE_PASSAGES) : null;
    case 'needle':
      return needle === undefined || distractors.length < one.k - 1 || one.position > one.k
        ? null
        : insert(distractors.slice(0, one.k - 1), needle, one.position - 1);
    case 'noise':
      // Both fillers or neither, so that they are compared on the same questions.
      return needle === undefined || Math.min(distractors.length, random.length) < one.k - 1
        ? null
        : insert(
            (one.filler === 'nearest' ? distractors : random).slice(0, one.k - 1),
            needle,
            Math.floor(place * one.k),
          );
  }
}

const insert = (ids: readonly number[], id: number, at: number): number[] => [
  ...ids.slice(0, at),
  id,
  ...ids.slice(at),
];

/** Everything that the readers will be given for one question, the same for both and for every repetition of the seed. */
export async function prepareQuestion(
  plan: StudyPlan,
  corpus: StudyCorpus,
  question: StudyCorpusQuestion,
  order: number,
): Promise<{ question: StudyQuestion; passages: StudyPassages }> {
  const accepted = [question.answer, ...question.aliases];
  const { conditions } = plan;
  const largest = Math.max(...conditions.map((one) => ('k' in one ? one.k : 0)));
  const needsRandom = conditions.some(({ kind }) => kind === 'noise');
  const needsDistractors = needsRandom || conditions.some(({ kind }) => kind === 'needle');
  const nearest =
    largest === 0
      ? []
      : await corpus.search(question, needsDistractors ? largest + MARGIN : largest, plan.search);
  const random = seededRandom(seedOf(plan.seed, question.id));
  const free = (passage: Passage) =>
    !question.goldPassages.includes(passage.id) && !holdsAnswer(passage, accepted);
  const material: Material = {
    nearest,
    gold: question.goldPassages,
    distractors: needsDistractors ? nearest.filter(free).map(({ id }) => id) : [],
    place: random(),
    random: [],
  };
  if (needsRandom && question.goldPassages.length > 0) {
    const drawn = new Set<number>();
    const wanted = Math.min(corpus.size, 2 * largest);
    while (drawn.size < wanted) drawn.add(Math.floor(random() * corpus.size));
    material.random = (await corpus.passages([...drawn])).filter(free).map(({ id }) => id);
  }
  const contexts = conditions.map((one) => chooseContext(one, material));
  const used = [...new Set(contexts.flatMap((ids) => ids ?? []))];
  const texts = await corpus.passages(used);
  return {
    question: {
      id: question.id,
      order,
      question: question.question,
      accepted,
      gold: question.goldPassages,
      contexts,
    },
    passages: Object.fromEntries(texts.map(({ id, title, text }) => [id, { title, text }])),
  };
}
