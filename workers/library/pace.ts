const WINDOW_MS = 10_000;

/** Steps per second over the last ten seconds. */
export class Pace {
  readonly #times: number[] = [];

  step(now = performance.now()): void {
    this.#times.push(now);
    while (now - (this.#times[0] ?? now) > WINDOW_MS) this.#times.shift();
  }

  /** 0 until two steps are known. */
  get perSecond(): number {
    const first = this.#times[0] ?? 0;
    const last = this.#times.at(-1) ?? 0;
    return last > first ? (1000 * (this.#times.length - 1)) / (last - first) : 0;
  }
}
