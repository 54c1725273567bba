import type { PlainKey } from '../messages/say';

export type PresenterAction =
  | 'next'
  | 'previous'
  | 'more'
  | 'fewer'
  | 'switch'
  | 'both'
  | 'guess-1'
  | 'guess-2'
  | 'guess-3'
  | 'guess-4'
  | 'undo'
  | 'reveal'
  | 'tour'
  | 'help'
  | 'end';

/** As the list in the page shows them. `predict`: only while the class predicts first. */
export const keyList: readonly { keys: string[]; says: PlainKey; predict?: true }[] = [
  { keys: ['n'], says: 'classroom.key-next' },
  { keys: ['p'], says: 'classroom.key-previous' },
  { keys: ['+'], says: 'classroom.key-more' },
  { keys: ['−'], says: 'classroom.key-fewer' },
  { keys: ['s'], says: 'classroom.key-switch' },
  { keys: ['b'], says: 'classroom.key-both' },
  { keys: ['1', '2', '3', '4'], says: 'classroom.key-guess', predict: true },
  { keys: ['u'], says: 'classroom.key-undo', predict: true },
  { keys: ['r'], says: 'classroom.key-reveal', predict: true },
  { keys: ['t'], says: 'classroom.key-tour' },
  { keys: ['?'], says: 'classroom.key-help' },
];

const actions: Record<string, PresenterAction> = {
  n: 'next',
  p: 'previous',
  // The two keys of a remote control for slides.
  PageDown: 'next',
  PageUp: 'previous',
  '+': 'more',
  '=': 'more', // where + needs Shift
  '-': 'fewer',
  '−': 'fewer',
  s: 'switch',
  b: 'both',
  1: 'guess-1',
  2: 'guess-2',
  3: 'guess-3',
  4: 'guess-4',
  u: 'undo',
  r: 'reveal',
  t: 'tour',
  '?': 'help',
  Escape: 'end',
};

/** In the tour only these have a meaning. */
const inTour: ReadonlySet<PresenterAction> = new Set(['next', 'previous', 'end', 'help']);
/** Outside of it these scroll the page or belong to the form. */
const onlyInTour: ReadonlySet<string> = new Set(['PageDown', 'PageUp', 'Escape']);

export interface PressedKey {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** It goes into a text field or a list of choices. */
  typing: boolean;
}

/** What a key means to the presenter; undefined where it belongs to the field or to the browser. */
export function actionOf(pressed: PressedKey, touring: boolean): PresenterAction | undefined {
  if (pressed.typing || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return undefined;
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  const action = Object.hasOwn(actions, key) ? actions[key] : undefined;
  if (action === undefined) return undefined;
  return (touring ? inTour.has(action) : !onlyInTour.has(key)) ? action : undefined;
}

/** Whether keys go elsewhere: into a text field, a list of choices, an open dialog. */
export function takesKeys(target: EventTarget | null): boolean {
  if (document.querySelector('dialog:modal')) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('select, textarea')) return true;
  return (
    target instanceof HTMLInputElement && !['radio', 'checkbox', 'range'].includes(target.type)
  );
}
