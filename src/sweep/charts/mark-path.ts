import type { ChartSeries, MarkShape } from './chart';

export const dashes: Record<ChartSeries['dash'], string> = {
  solid: 'none',
  long: '9 5',
  short: '3 4',
  dotted: '1 5',
};

/** Path around (0, 0), about ten pixels wide. */
export function markPath(shape: MarkShape): string {
  switch (shape) {
    case 'circle':
      return 'M-5,0a5,5 0 1 0 10,0a5,5 0 1 0 -10,0Z';
    case 'square':
      return 'M-4.5,-4.5h9v9h-9Z';
    case 'triangle':
      return 'M0,-5.5L5.5,4.5H-5.5Z';
    case 'diamond':
      return 'M0,-6L6,0L0,6L-6,0Z';
  }
}
