import { Failure } from '../../failure';

/** Text shrinks to a third or a fifth; deflate's limit, which only a bomb comes near, is a thousandth. */
const MAX_RATIO = 200;
const HARMLESS_BYTES = 32e6;

/** Passes bytes on as long as they are not absurdly many for what they were unpacked from. */
export function checkExpansion(
  path: string,
  packedBytes: () => number,
): TransformStream<Uint8Array, Uint8Array> {
  let unpacked = 0;
  return new TransformStream({
    transform(bytes, controller) {
      unpacked += bytes.length;
      if (unpacked > HARMLESS_BYTES && unpacked > MAX_RATIO * packedBytes()) {
        throw new Failure(
          'source-too-large',
          `${path} unpacks to more than ${MAX_RATIO} times its size, as no text does: it was not unpacked further.`,
        );
      }
      controller.enqueue(bytes);
    },
  });
}

/** Passes bytes on and tells how many. */
export function readsOf(onRead: (bytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(bytes, controller) {
      onRead(bytes.length);
      controller.enqueue(bytes);
    },
  });
}
