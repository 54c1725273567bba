/** A sentence for the person that says all there is to say: what happened, what it means, what to do. */
export class StudyNotice extends Error {
  override readonly name = 'StudyNotice';
}

export const NO_QUESTIONS =
  'This corpus has no questions that fit the plan, so right and wrong cannot be told. Choose a corpus with questions (for Needle and Noise: with passages known to hold the answers).';
