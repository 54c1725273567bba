/** A logarithmic axis: where a value lies, from 0 to 1, and which values get a line. */
export interface LogAxis {
  place(value: number): number;
  ticks: number[];
}

/** From this many powers of ten on, they are lines enough. */
const DECADES_ALONE = 2;

/** Around all of these values (above 0), from one round number to another. */
export function logAxis(values: readonly number[]): LogAxis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const round = Array.from({ length: last - first + 1 }, (_, at) => first + at).flatMap((power) =>
    // 10 ** -1 * 2 would be 0.2 only nearly.
    [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
  );
  const from = round.findLast((one) => one <= low) ?? low;
  const found = round.find((one) => one >= high && one > from) ?? high;
  // A single value still needs an axis.
  const to = found > from ? found : from * 10;
  const within = round.filter((one) => one >= from && one <= to);
  const powers = within.filter((one) => Number.isInteger(Math.log10(one)));
  return {
    place: (value) => Math.log(value / from) / Math.log(to / from),
    ticks: Math.log10(to / from) >= DECADES_ALONE ? powers : within,
  };
}
