import { Failure } from './failure';

/** Whether a browser said so that the disk, or this site's share of it, is full. */
export const isDiskFull = (cause: unknown): boolean =>
  cause instanceof DOMException && cause.name === 'QuotaExceededError';

/** What `work` gives. Throws `quota-exceeded` where the browser says in its own words that there is no room for `name`. */
export async function orDiskFull<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isDiskFull(cause)) throw cause;
    throw new Failure('quota-exceeded', `No room for ${name}.`, { cause });
  }
}
