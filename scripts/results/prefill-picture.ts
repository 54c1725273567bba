import { figure } from './markdown';
import { layerKernels, layersOf, type EngineFile, type LayerKernel } from './gpu-files';

/** Light enough for dark words in both schemes, and told apart by people who see no red or green. */
const FILLS: Record<LayerKernel, string> = {
  norm: '#f0e442',
  in_proj: '#7cc4ec',
  conv1d: '#e3a8c8',
  x_proj: '#b9acec',
  dt_proj: '#d6d0c4',
  scan: '#f0ac33',
  out_proj: '#7fcfb2',
};
const WIDTH = 800;
const LEFT = 104;
const RIGHT = 12;
const TOP = 66;
const ROW = 56;
const BAR = 22;
const CHARACTER = 6.6;

/**
 * Flame-like: for each length one layer, and below it what it is made of, in the order in which it runs; all to one scale of time. The
 * picture brings its own ground, since a page shows it as an image and need not have the scheme of the system.
 */
export function prefillPicture({ value }: Pick<EngineFile, 'value'>): string {
  const rows = value.engine.prefill.map((prefill) => {
    const kernels = layerKernels(prefill);
    const sum = kernels.reduce((total, { microseconds }) => total + microseconds, 0);
    return { tokens: prefill.tokens, kernels, sum };
  });
  const perMicrosecond = (WIDTH - LEFT - RIGHT) / Math.max(...rows.map(({ sum }) => sum));
  const height = TOP + ROW * rows.length + 6;
  const title = `GPU time of one of ${layersOf(value)} layers of ${value.model} by kernel, for prompts of ${rows
    .map(({ tokens }) => tokens.toLocaleString('en'))
    .join(', ')} tokens`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${title}</title>
<style>
  .ground { fill: #fffdf8 }
  .layer { fill: #ddd8cc }
  text { font: 12px system-ui, sans-serif; fill: #1c1a17 }
  .of-kernel { fill: #1c1a17 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #1c1a17 }
    .layer { fill: #4a463e }
    text { fill: #f4f1ea }
    .of-kernel { fill: #1c1a17 }
  }
</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
<text x="12" y="24">${title}, µs</text>
${legend()}
${rows.map((row, i) => rowOf(row, TOP + ROW * i, perMicrosecond)).join('\n')}
</svg>
`;
}

function legend(): string {
  let x = 12;
  return Object.entries(FILLS)
    .map(([name, fill]) => {
      const entry = `<rect x="${x}" y="37" width="12" height="12" fill="${fill}"/><text x="${x + 17}" y="47">${name}</text>`;
      x += 40 + CHARACTER * name.length;
      return entry;
    })
    .join('\n');
}

interface Row {
  tokens: number;
  kernels: { name: LayerKernel; microseconds: number }[];
  sum: number;
}

function rowOf({ tokens, kernels, sum }: Row, top: number, perMicrosecond: number): string {
  let x = LEFT;
  const parts = kernels.map(({ name, microseconds }) => {
    const width = microseconds * perMicrosecond;
    const words = [`${name} ${figure(microseconds)}`, figure(microseconds)].find(
      (text) => CHARACTER * text.length + 6 < width,
    );
    const part = `<rect x="${round(x)}" y="${top + BAR}" width="${round(width)}" height="${BAR}" fill="${FILLS[name]}"><title>${name}: ${figure(microseconds)} µs</title></rect>${
      words
        ? `<text class="of-kernel" x="${round(x + 4)}" y="${top + BAR + 15}">${words}</text>`
        : ''
    }`;
    x += width;
    return part;
  });
  return `<text x="12" y="${top + 15}">${tokens.toLocaleString('en')} tokens</text>
<rect class="layer" x="${LEFT}" y="${top}" width="${round(sum * perMicrosecond)}" height="${BAR - 1}"/><text x="${LEFT + 4}" y="${top + 15}">one layer ${figure(sum)}</text>
${parts.join('\n')}`;
}

const round = (pixels: number) => Number(pixels.toFixed(1));
