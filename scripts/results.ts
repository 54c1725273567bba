import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import prettier from 'prettier';

/** One part of docs/RESULTS.md: a file in scripts/results whose default export this is. */
export interface ResultsSection {
  /** Sections come in this order. */
  order: number;
  /** Markdown from result files, with a heading of level 2; undefined where there is no result yet. */
  render(): string | undefined;
  /** Pictures that the Markdown shows. */
  pictures?(): Picture[];
}

export interface Picture {
  path: string;
  svg: string;
}

/** `npm run results`: docs/RESULTS.md from the files in docs/results and bench/results, nothing typed by hand. */
export async function main(): Promise<void> {
  const found = import.meta.glob<{ default: ResultsSection }>('./results/*-section.ts', {
    eager: true,
  });
  const makers = Object.values(found)
    .map((module) => module.default)
    .sort((a, b) => a.order - b.order);
  const sections = makers.flatMap((section) => section.render() ?? []);
  for (const { path, svg } of makers.flatMap((section) => section.pictures?.() ?? [])) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, svg);
  }
  const text = `# Results

Made by \`npm run results\` from the files in \`docs/results\` and \`bench/results\`; each section names the command that made its file.

${sections.join('\n\n')}\n`;
  const options = await prettier.resolveConfig('docs/RESULTS.md');
  writeFileSync('docs/RESULTS.md', await prettier.format(text, { ...options, parser: 'markdown' }));
  console.log(`docs/RESULTS.md: ${sections.length} sections`);
}
