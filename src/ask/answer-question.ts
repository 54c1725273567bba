import type {
  Architecture,
  GenerationEvent,
  GenerationReport,
  Passage,
  PromptSegment,
  Retrieval,
} from '../../workers/contract';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { arrangePassages, type Arrangement } from './arrange-passages';
import { buildPrompt } from './prompt';

/** The longest answer that the bundled readers give: trivia answers are a few words. */
export const MAX_NEW_TOKENS = 32;

export interface Wish {
  question: string;
  k: number;
  /** In this order, one after the other (fair timing), or all at once. */
  architectures: readonly Architecture[];
  atOnce: boolean;
  /** Ids of retrieved passages that the person left out; the oracle's are always read. */
  leftOut: ReadonlySet<number>;
  /** Another order and other words of the retrieved passages, if the person wants them. */
  arrangement?: Arrangement;
  /** The passages known to hold the answer, in place of the retrieved ones; null for retrieval. */
  oracle: readonly number[] | null;
}

export interface AnswerParts {
  search(question: string, k: number): Promise<Retrieval>;
  passages(ids: number[]): Promise<Passage[]>;
  generate(
    architecture: Architecture,
    segments: PromptSegment[],
    onEvent: (event: GenerationEvent) => void,
  ): Promise<GenerationReport>;
}

export type AnswerUpdate =
  | { type: 'retrieved'; retrieval: Retrieval | null; used: Passage[] }
  | { type: 'started'; architecture: Architecture }
  | { type: 'event'; architecture: Architecture; event: GenerationEvent }
  | { type: 'answered'; architecture: Architecture; report: GenerationReport }
  | { type: 'failed'; architecture: Architecture; failure: PageFailure };

const asRetrieved: Arrangement = { order: [], edits: new Map() };

/**
 * THE flow of a question: retrieve → prompt → generate, the same passages for every reader. Nothing is reported after
 * `signal` aborts; whoever aborts also tells the readers to stop. A reader that fails does not stop the other one.
 * Throws what retrieval throws.
 */
export async function answerQuestion(
  wish: Wish,
  parts: AnswerParts,
  onUpdate: (update: AnswerUpdate) => void,
  signal: AbortSignal,
): Promise<void> {
  const tell = (update: AnswerUpdate) => {
    if (!signal.aborted) onUpdate(update);
  };
  const question = wish.question.trim();
  const retrieval = wish.oracle ? null : await parts.search(question, wish.k);
  const used = wish.oracle
    ? await parts.passages([...wish.oracle])
    : arrangePassages(retrieval?.passages ?? [], wish.arrangement ?? asRetrieved).filter(
        ({ id }) => !wish.leftOut.has(id),
      );
  tell({ type: 'retrieved', retrieval, used });

  const segments = buildPrompt(question, used);
  const ask = async (architecture: Architecture) => {
    if (signal.aborted) return;
    tell({ type: 'started', architecture });
    // Events and the report come through different ports: the last event may arrive behind the report.
    let ended = false;
    try {
      const report = await parts.generate(architecture, segments, (event) => {
        if (!ended) tell({ type: 'event', architecture, event });
      });
      ended = true;
      tell({ type: 'answered', architecture, report });
    } catch (error) {
      ended = true;
      tell({ type: 'failed', architecture, failure: failureOf(error) });
    }
  };
  if (wish.atOnce) {
    await Promise.all(wish.architectures.map(ask));
  } else {
    for (const architecture of wish.architectures) await ask(architecture);
  }
}
