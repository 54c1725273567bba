import type { PageFailure } from './failure-of';

const KEPT = 20;
const recent: (PageFailure & { at: Date })[] = [];

/** Notes a failure that the page has shown, for the support report. The last {@link KEPT} are kept, in memory only. */
export function noteFailure(failure: PageFailure): void {
  recent.push({ ...failure, at: new Date() });
  if (recent.length > KEPT) recent.shift();
}

/** Oldest first. */
export const recentFailures = (): readonly Readonly<PageFailure & { at: Date }>[] => recent;
