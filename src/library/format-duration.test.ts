import { expect, it } from 'vitest';
import { formatDuration } from './format-duration';

it.each([
  [0.2, '1 s'],
  [42.3, '43 s'],
  [200, '3 min'],
  [3590, '1 h 0 min'],
  [9000, '2 h 30 min'],
])('%d s is %s', (seconds, words) => expect(formatDuration(seconds)).toBe(words));
