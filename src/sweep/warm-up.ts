import type { GenerationReport, PromptSegment } from '../../workers/contract';
import { buildPrompt } from '../ask/prompt';
import type { StudyCorpus } from './study-corpus';

/** Enough passages for a fair speed of reading, few enough to wait for. */
const PASSAGES = [0, 5];

/** Two prompts whose answers are thrown away, on an example where the corpus has one. */
export async function warmUp(
  corpus: StudyCorpus,
  generate: (segments: PromptSegment[]) => Promise<GenerationReport>,
) {
  const question =
    corpus.questions.find(({ split }) => split === 'examples') ?? corpus.questions[0];
  if (!question) throw new Error('This corpus has no questions.');
  const nearest = await corpus.search(question, Math.max(...PASSAGES));
  const cells = [];
  for (const passages of PASSAGES) {
    const used = nearest.slice(0, passages);
    const report = await generate(buildPrompt(question.question, used));
    const { promptTokens, reusedTokens, prefillMs, decodeMs } = report;
    cells.push({ promptTokens, reusedTokens, prefillMs, decodeMs, passages: used.length });
  }
  return cells;
}
