import { marked } from 'marked';
import { Failure } from '../../failure';
import { decodeText, NotText } from './decode-text';
import { htmlToText } from './html-to-text';
import { Unusable } from './unusable';
import type { SourceFile } from './walk-sources';

export interface SourceDocument {
  title: string;
  /** In pieces, cut anywhere. */
  text: AsyncIterable<string>;
}

/** These are read whole before they are text. */
const MAX_WHOLE_BYTES = 64e6;

type Kind = 'text' | 'markdown' | 'html' | 'pdf';
const KINDS: Record<string, Kind> = {
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  pdf: 'pdf',
};

export const kindOf = (path: string): Kind | undefined =>
  KINDS[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];

/** `Lake_Baikal.txt` → `Lake Baikal`. */
export function titleOf(path: string): string {
  const name = path.split('/').at(-1) ?? path;
  return (
    name
      .replace(/\.[^.]+$/, '')
      .replaceAll('_', ' ')
      .trim() || name
  );
}

/** Throws {@link Unusable}, or a failure that concerns more than this document. */
export async function readDocument(file: SourceFile): Promise<SourceDocument> {
  const kind = kindOf(file.path);
  if (!kind) throw new Unusable('of a kind that is not read');
  const title = titleOf(file.path);
  if (kind !== 'text' && file.bytes > MAX_WHOLE_BYTES) {
    throw new Unusable(`larger than ${MAX_WHOLE_BYTES / 1e6} MB`);
  }
  try {
    if (kind === 'pdf') {
      const { pdfToText } = await import('./pdf-to-text');
      const bytes = new Uint8Array(await new Response(file.open() as BodyInit).arrayBuffer());
      const pdf = await pdfToText(bytes);
      return { title: pdf.title || title, text: once(pdf.text) };
    }
    const { text } = await decodeText(file.open(), file.path);
    if (kind === 'text') return { title, text };
    const html =
      kind === 'html' ? text : once(await marked.parse(await whole(text), { async: true }));
    const found = await htmlToText(html);
    return { title: found.title || title, text: once(found.text) };
  } catch (cause) {
    if (cause instanceof NotText) throw new Unusable('not a text, whatever its name says');
    if (cause instanceof Failure && cause.name !== 'unreadable-source') throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Unusable(reason.slice(0, 300), { cause });
  }
}

async function* once(text: string) {
  yield text;
}

async function whole(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length > MAX_WHOLE_BYTES) throw new Unusable('unpacks to more than is read at once');
  }
  return text;
}
