import type { Language } from '../messages/languages';
import { say, type Arguments, type MessageKey } from '../messages/say';

/** A sentence for the person that says all there is to say: what happened, what it means, what to do. */
export class StudyNotice extends Error {
  override readonly name = 'StudyNotice';
  /** The page says it in its language; `message` is English, for a command. */
  readonly text: (language: Language) => string;

  constructor(text: (language: Language) => string) {
    super(text('en'));
    this.text = text;
  }
}

export const studyNotice = <K extends MessageKey>(
  key: K,
  ...parameters: Arguments<K>
): StudyNotice => new StudyNotice((language) => say(language, key, ...parameters));
