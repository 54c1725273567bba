import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { BundleManifest, PackQuestion } from '../workers/contract';
import {
  acceptedWords,
  holdsAnswer,
  questionSplit,
} from '../workers/library/questions/choose-questions';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { splitPassages } from '../workers/retrieval/split-passages';
import { buildOwnPack } from './build-own-pack';

interface Article {
  title: string;
  category: string;
  text: string;
  questions: { question: string; answer: string; aliases: string[] }[];
}

const EMBEDDER = 'public/models/embed-trivia-17m';
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * `npm run build:pack`: makes public/packs/<id>/ from packs-source/<id>/articles.jsonl with the page's own code for cutting
 * and embedding. `-- --check` compares with what is there instead of writing. With sources of one's own
 * (`-- --out pack.tar folder`) it makes a pack file of them, see build-own-pack.ts.
 */
export async function main(options: string[]): Promise<void> {
  if (options.some((option) => option !== '--check')) await buildOwnPack(options);
  else await buildPack('trivia-encyclopaedia', options.includes('--check'));
}

async function buildPack(id: string, check: boolean): Promise<void> {
  const articles = readFileSync(`packs-source/${id}/articles.jsonl`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Article);

  const passages: { title: string; text: string }[] = [];
  const questions: PackQuestion[] = [];
  for (const [number, { title, category, text, questions: asked }] of articles.entries()) {
    const first = passages.length;
    const texts = splitPassages(text);
    passages.push(...texts.map((part) => ({ title, text: part })));
    for (const [index, { question, answer, aliases }] of asked.entries()) {
      const accepted = acceptedWords([answer, ...aliases]);
      const goldPassages = texts.flatMap((part, at) =>
        holdsAnswer(title, part, accepted) ? [first + at] : [],
      );
      questions.push({
        id: `${number + 1}.${index + 1}`,
        question,
        answer,
        aliases,
        article: title,
        category,
        split: questionSplit(title),
        goldPassages,
      });
    }
  }

  const embedder = await openEmbedder({
    read: async (path) => new Uint8Array(readFileSync(`${EMBEDDER}/${path}`)),
  });
  const { dimensions } = embedder;
  const vectors = new Float32Array(passages.length * dimensions);
  for (const [at, { title, text }] of passages.entries()) {
    vectors.set((await embedder.passage(title, text)).vector, at * dimensions);
    if (at % 200 === 0) console.log(`${at} of ${passages.length} passages embedded`);
  }

  const title = 'Trivia encyclopaedia';
  const lines = (rows: unknown[]) =>
    `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
  const contents: Record<string, string | Uint8Array> = {
    'pack.json': `${JSON.stringify({ title, dimensions, embedder: 'embed-trivia-17m' })}\n`,
    'passages.json': lines(passages),
    'questions.json': lines(questions),
    'vectors.f32': new Uint8Array(vectors.buffer),
  };
  const manifest: BundleManifest = {
    id: `packs/${id}`,
    kind: 'pack',
    title: `${title}: ${articles.length} articles, ${questions.length} questions`,
    licence: 'CC BY 4.0',
    files: Object.entries(contents).map(([path, content]) => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return { path, bytes: bytes.length, sha256: sha256(bytes) };
    }),
  };
  const files = { ...contents, 'manifest.json': `${JSON.stringify(manifest, null, 2)}\n` };
  const folder = `public/packs/${id}`;
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const file = `${folder}/${path}`;
    if (!check) writeFileSync(file, content);
    else if (!existsSync(file) || sha256(readFileSync(file)) !== sha256(content)) {
      throw new Error(`${file} is not what this script makes.`);
    }
  }
  const examples = questions.filter(({ split }) => split === 'examples').length;
  const gold = questions.filter(({ goldPassages }) => goldPassages.length > 0).length;
  console.log(
    `${passages.length} passages; ${questions.length} questions, ${examples} of them examples; ${gold} have a gold passage`,
  );
}
