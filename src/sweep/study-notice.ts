/** A sentence for the person that says all there is to say: what happened, what it means, what to do. */
export class StudyNotice extends Error {
  override readonly name = 'StudyNotice';
}
