import { expect, it } from 'vitest';
import { qrPath } from './qr-path';

const LINK =
  'https://school.example/?q=Baku+stands+on+the+shore+of+which+inland+sea%3F&k=3&lang=de';

/** The dark modules that the path draws. */
function modules(path: string): Set<string> {
  return new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x},${y}`));
}

it('draws a code with its three corner marks and a quiet zone', () => {
  const code = qrPath(LINK);
  const dark = modules(code?.path ?? '');
  const size = code?.size ?? 0;
  expect((size - 8 - 17) % 4).toBe(0); // 17 + 4 × version, and 4 modules of quiet on each side
  const far = size - 4 - 7;
  for (const [left, top] of [
    [4, 4],
    [far, 4],
    [4, far],
  ] as const) {
    for (let i = 0; i < 7; i++) {
      expect(dark.has(`${left + i},${top}`)).toBe(true);
      expect(dark.has(`${left},${top + i}`)).toBe(true);
    }
    expect(dark.has(`${left + 1},${top + 1}`)).toBe(false);
    expect(dark.has(`${left + 3},${top + 3}`)).toBe(true);
  }
  expect([...dark].every((one) => one.split(',').every((at) => +at >= 4 && +at < size - 4))).toBe(
    true,
  );
});

it('says so when a link is too long', () => expect(qrPath('x'.repeat(3000))).toBeUndefined());
