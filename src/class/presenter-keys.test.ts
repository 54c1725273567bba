import { expect, it } from 'vitest';
import { actionOf, keyList, type PressedKey } from './presenter-keys';

const press = (key: string, more: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  typing: false,
  ...more,
});

it('has a meaning for every key of the list', () => {
  for (const { keys } of keyList) {
    for (const key of keys) expect(actionOf(press(key), false), key).toBeDefined();
  }
});

it('takes both cases, and + without Shift', () => {
  expect(actionOf(press('N'), false)).toBe('next');
  expect(actionOf(press('='), false)).toBe('more');
});

it.each([
  press('n', { typing: true }),
  press('n', { ctrlKey: true }),
  press('+', { metaKey: true }), // the browser's zoom
  press('s', { altKey: true }),
  press('x'),
  press('constructor'),
])('leaves %o to the browser', (key) => expect(actionOf(key, false)).toBeUndefined());

it('gives the tour its own keys, those of a remote control too', () => {
  expect(actionOf(press('PageDown'), true)).toBe('next');
  expect(actionOf(press('PageUp'), true)).toBe('previous');
  expect(actionOf(press('Escape'), true)).toBe('end');
  expect(actionOf(press('+'), true)).toBeUndefined();
  for (const key of ['PageDown', 'PageUp', 'Escape']) {
    expect(actionOf(press(key), false)).toBeUndefined();
  }
});
