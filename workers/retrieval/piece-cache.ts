/** The pieces of a pack that were read last; each is read and checked once while it is here. */
export class PieceCache<T> {
  readonly #pieces = new Map<number, Promise<T>>();

  constructor(
    readonly size: number,
    readonly read: (piece: number) => Promise<T>,
  ) {}

  get(piece: number): Promise<T> {
    const found = this.#pieces.get(piece) ?? this.read(piece);
    this.#pieces.delete(piece);
    this.#pieces.set(piece, found); // the newest is the last
    found.catch(() => this.#pieces.delete(piece));
    const [oldest] = this.#pieces.keys();
    if (this.#pieces.size > this.size && oldest !== undefined) this.#pieces.delete(oldest);
    return found;
  }
}
