import type { AskSession } from '../ask/ask-session.svelte';
import { nextExample } from './next-example';

/**
 * Asks the pack's next (1) or previous (−1) example. While the page is still starting it waits; what fails is said by the view.
 * @returns its words; undefined where the corpus has no examples
 */
export async function askExample(
  session: AskSession,
  direction: 1 | -1,
): Promise<string | undefined> {
  await session.retriever.ready().catch(() => undefined);
  const examples = session.questions.filter(({ split }) => split === 'examples');
  const at = examples.findIndex(({ question }) => question === session.asked);
  const example = examples[nextExample(examples.length, at, direction) ?? -1];
  if (!example) return undefined;
  session.question = example.question;
  void session.ask();
  return example.question;
}
