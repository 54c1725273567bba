import { expect, it } from 'vitest';
import { randomFourBits } from './kernels/matrix/host-matrix';
import { isFourBits, readFourBits } from './four-bits';

const [rows, columns] = [3, 96];
const groups = columns / 32;
const four = randomFourBits(rows, columns, 1);

/** The three tensors of a matrix, with a mistake or none. */
function stored(change: { zeros?: number; words?: number[]; half?: number; scale?: string } = {}) {
  const halves = four.halves.slice();
  if (change.half !== undefined) new Uint16Array(halves.buffer)[4] = change.half;
  const scale = { dtype: change.scale ?? 'F16', shape: [rows, groups], bytes: halves };
  const words = { dtype: 'U8', shape: change.words ?? [rows, columns / 2], bytes: four.words };
  const zeros = { dtype: 'U8', shape: [change.zeros ?? 5], bytes: four.zeros };
  return new Map(Object.entries({ w: words, 'w.scale': scale, 'w.zero': zeros }));
}

it('reads a matrix with an odd number of groups', () => {
  expect(isFourBits(stored(), 'w')).toBe(true);
  expect(readFourBits(stored(), 'w', rows, columns)).toEqual(four);
});

it.each([
  ['unpacked words', { words: [rows, columns] }, /w is U8 \[3, 96\]; .* U8 \[3, 48\]/],
  ['zero points of whole bytes', { zeros: 9 }, /w.zero is U8 \[9\]; .* U8 \[5\]/],
  ['scales of another type', { scale: 'F32' }, /w.scale is F32 \[3, 3\]; .* F16 \[3, 3\]/],
  ['a scale of zero', { half: 0 }, /scale 4, which is no normal F16/],
  ['a subnormal scale', { half: 0x3ff }, /scale 4, which is no normal F16/],
  ['an infinite scale', { half: 0x7c00 }, /scale 4, which is no normal F16/],
])('refuses %s', (_, change, message) => {
  expect(() => readFourBits(stored(change), 'w', rows, columns)).toThrow(message);
});

it('refuses columns that are not in groups', () => {
  expect(() => readFourBits(stored(), 'w', rows, 80)).toThrow(
    /80 columns, which are no groups of 32/,
  );
});
