import { Unusable } from './unusable';

const MAX_PAGES = 5000;

export interface PdfText {
  title: string;
  /** Lines as the page sets them; pages apart by an empty line. */
  text: string;
}

/**
 * The text layer of a PDF, by pdf.js inside this worker. Nothing in the document runs: pdf.js executes scripts only in a
 * sandbox that is not loaded here, fonts are not compiled, and nothing is fetched. Throws {@link Unusable} for a
 * document that is locked, broken, or made of pictures.
 */
export async function pdfToText(bytes: Uint8Array): Promise<PdfText> {
  standInForNode();
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  // pdf.js would start a worker of its own; given its other half, it works in this one.
  const holder = globalThis as { pdfjsWorker?: unknown };
  holder.pdfjsWorker ??= await import('pdfjs-dist/legacy/build/pdf.worker.mjs');

  const task = pdfjs.getDocument({
    data: bytes,
    isEvalSupported: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    stopAtErrors: false,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  // Waits for a password that nobody types here.
  task.onPassword = () => void task.destroy();
  try {
    const document = await task.promise.catch((cause: unknown) => {
      const locked = cause instanceof Error && /destroyed|password/i.test(cause.message);
      throw new Unusable(locked ? 'locked by a password' : 'not a PDF that can be read', { cause });
    });
    if (document.numPages > MAX_PAGES) throw new Unusable(`more than ${MAX_PAGES} pages`);
    const pages: string[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      pages.push(
        items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''),
      );
      page.cleanup();
    }
    const text = pages.map(joinHyphens).join('\n\n').trim();
    if (text === '') throw new Unusable('a PDF of pictures, without text');
    const { info } = await document.getMetadata().catch(() => ({ info: {} }));
    const title = (info as { Title?: unknown }).Title;
    return { title: typeof title === 'string' ? title.trim() : '', text };
  } finally {
    await task.destroy();
  }
}

/** `encyclo-⏎paedia` → `encyclopaedia`; other line ends are spaces, as a paragraph has none. */
const joinHyphens = (page: string) =>
  page
    .replace(/(\p{Ll})-\n(\p{Ll})/gu, '$1$2')
    .replace(/[^\S\n]*\n[^\S\n]*/g, '\n')
    .trim();

/** pdf.js wants these when it is loaded, to draw; text needs none of them, and Node has none. */
function standInForNode(): void {
  const scope = globalThis as Record<string, unknown>;
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) scope[name] ??= class {};
}
