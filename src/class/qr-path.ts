import { encode } from 'uqr';

/** A QR code as one SVG path in a square of `size` modules, quiet zone of 4 included. */
export interface QrPath {
  path: string;
  size: number;
}

/** @returns undefined where the text is longer than a QR code holds */
export function qrPath(text: string): QrPath | undefined {
  try {
    const { data, size } = encode(text, { ecc: 'M', border: 4 });
    const path = data
      .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      .join('');
    return { path, size };
  } catch {
    return undefined;
  }
}
