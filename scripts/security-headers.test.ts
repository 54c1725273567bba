import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contentSecurityPolicy, pinnedOrigins } from './security-headers.mjs';

const catalogue = JSON.parse(
  readFileSync('src/models/download-catalogue.json', 'utf8'),
) as Parameters<typeof pinnedOrigins>[0];

it('lets the page ask its own origin and, of the catalogue, only who serves pinned files', () => {
  const pinned = { root: 'https://models.example/', redirects: ['https://cdn.example/x'] };
  expect(pinnedOrigins([{ pinned: null }])).toEqual([]);
  expect(pinnedOrigins([{ pinned: null }, { pinned }, { pinned }])).toEqual([
    'https://models.example',
    'https://cdn.example',
  ]);
  const connect = contentSecurityPolicy.split('; ').find((one) => one.startsWith('connect-src'));
  expect(connect).toBe(["connect-src 'self'", ...pinnedOrigins(catalogue)].join(' '));
});
