import { normaliseAnswer } from '../../text/normalise-answer';

/**
 * True where an accepted answer stands in a passage, whole words only, both normalised as TriviaQA does it. (As a mere
 * substring '4' or 'Ra' would stand nearly everywhere.)
 */
export function holdsAnswer(
  passage: { title: string; text: string },
  accepted: readonly string[],
): boolean {
  const words = ` ${normaliseAnswer(`${passage.title} ${passage.text}`)} `;
  return accepted.some((answer) => {
    const normal = normaliseAnswer(answer);
    return normal !== '' && words.includes(` ${normal} `);
  });
}
