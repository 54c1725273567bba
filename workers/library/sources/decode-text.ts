import { Failure } from '../../failure';

/** So much is looked at before it is decided how a text is written. */
const PEEK_BYTES = 1 << 20;

export interface DecodedText {
  /** As the standard names it. */
  encoding: string;
  text: AsyncGenerator<string>;
}

/** The file is no text: it holds zero bytes. */
export class NotText extends Error {}

/**
 * A text in pieces: UTF-8, or UTF-16 with a byte order mark, or, where the first megabyte is not UTF-8, Windows-1252
 * (old Western files). Throws {@link NotText}; `unreadable-source` where a text stops being UTF-8 later on.
 */
export async function decodeText(
  stream: ReadableStream<Uint8Array>,
  path: string,
): Promise<DecodedText> {
  const reader = stream.getReader();
  const read = () =>
    reader.read().catch((cause: unknown) => {
      if (cause instanceof Failure) throw cause;
      throw new Failure('unreadable-source', `${path} cannot be read: ${String(cause)}.`, {
        cause,
      });
    });
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let ended = false;
  while (headBytes < PEEK_BYTES && !ended) {
    const { done, value } = await read();
    if (value) {
      head.push(value);
      headBytes += value.length;
    }
    ended = done;
  }
  const encoding = guess(head, ended);
  if (!encoding) {
    await reader.cancel();
    throw new NotText();
  }
  return { encoding, text: pieces() };

  async function* pieces(): AsyncGenerator<string> {
    const decoder = new TextDecoder(encoding, { fatal: true });
    const decode = (bytes?: Uint8Array) => {
      try {
        return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
      } catch (cause) {
        throw new Failure(
          'unreadable-source',
          `${path} is ${encoding} at first and then something else; save it as UTF-8.`,
          { cause },
        );
      }
    };
    try {
      for (const bytes of head) yield decode(bytes);
      while (!ended) {
        const { done, value } = await read();
        if (value) yield decode(value);
        ended = done;
      }
      yield decode();
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }
}

/** Decided by the first megabyte, however the stream is cut into pieces: elsewhere it would be decided otherwise. */
function guess(head: readonly Uint8Array[], whole: boolean): string | undefined {
  const [a, b] = head[0] ?? [];
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let left = PEEK_BYTES;
  let isUtf8 = true;
  for (const bytes of head) {
    const looked = bytes.subarray(0, left);
    left -= looked.length;
    if (looked.includes(0)) return undefined;
    try {
      if (isUtf8) decoder.decode(looked, { stream: true });
    } catch {
      isUtf8 = false;
    }
  }
  try {
    if (whole && left > 0 && isUtf8) decoder.decode();
  } catch {
    isUtf8 = false;
  }
  return isUtf8 ? 'utf-8' : 'windows-1252';
}
