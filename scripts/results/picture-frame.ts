import { basename } from 'node:path';

/** What a picture shows, for whoever does not see it. */
export interface PictureWords {
  title: string;
  description: string;
}

interface Framed extends PictureWords {
  width: number;
  height: number;
  /** SVG elements. */
  content: string;
}

/**
 * A picture of lines that stands by itself: words for who does not see it, the page's colours, light and dark, and a ground of its own,
 * since a reader of a repository may choose dark for the site and not for the system.
 */
export function frame({ title, description, width, height, content }: Framed): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escape(title)}</title>
<desc id="description">${escape(description)}</desc>
<style>
svg { --surface: #ffffff; --line: #d9d4c7; --ink: #1d1b26; --quiet: #5d5968; --mamba: #0b6b5b; --transformer: #7a3d8f; }
@media (prefers-color-scheme: dark) {
svg { --surface: #1e1d27; --line: #36343f; --ink: #eceaf3; --quiet: #a8a4b5; --mamba: #4fd1b5; --transformer: #d9a3ef; }
}
text { font: 12px system-ui, 'Segoe UI', Roboto, sans-serif; fill: var(--quiet); }
.title { font-size: 14px; font-weight: 600; fill: var(--ink); }
.ground { fill: var(--surface); }
.grid { stroke: var(--line); }
.trained { stroke: var(--quiet); stroke-dasharray: 1 4; stroke-linecap: round; stroke-width: 2; }
.mamba { stroke: var(--mamba); }
.transformer { stroke: var(--transformer); }
.ink { stroke: var(--quiet); }
path, .point { fill: none; stroke-width: 2; }
path.transformer { stroke-dasharray: 7 4; }
path.ink { stroke-dasharray: 3 4; }
.point.mamba { fill: var(--mamba); }
.point.transformer { fill: var(--transformer); }
.point.ink { fill: var(--quiet); }
.point.hollow { fill: var(--surface); }
path.point { stroke-dasharray: none; }
text.mamba { fill: var(--mamba); stroke: none; font-weight: 600; }
text.transformer { fill: var(--transformer); stroke: none; font-weight: 600; }
</style>
<rect class="ground" width="${width}" height="${height}" rx="8"/>
${content}
</svg>
`;
}

/** The picture of a result file. */
export const pictureOf = (resultFile: string): string =>
  `docs/pictures/${basename(resultFile, '.json')}.svg`;

/** Markdown that shows it in docs/RESULTS.md. */
export const showPicture = (resultFile: string, { title, description }: PictureWords): string =>
  `![${title}. ${description}](${pictureOf(resultFile).replace('docs/', '')})`;

export const round = (value: number) => Math.round(10 * value) / 10;
export const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
