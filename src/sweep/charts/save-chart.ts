import { saveBlob } from '../../save-blob';

const PROPERTIES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'text-anchor',
] as const;
const MARGIN = 12;
const PNG_SCALE = 2;

/** The chart as a file that looks the same without this page: what styles say is written out as attributes. */
function standalone(svg: SVGElement): { text: string; width: number; height: number } {
  const copy = svg.cloneNode(true) as SVGElement;
  const sources = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  for (const [at, source] of sources.entries()) {
    const target = copies[at];
    if (!target) continue;
    const style = getComputedStyle(source);
    for (const name of PROPERTIES) target.setAttribute(name, style.getPropertyValue(name));
    target.removeAttribute('class');
    target.removeAttribute('style');
  }
  // The picture's origin is the plot's corner; legend and axes lie around it.
  const plot = svg.getBoundingClientRect();
  const box = (svg.parentElement ?? svg).getBoundingClientRect();
  const width = Math.ceil(box.width) + 2 * MARGIN;
  const height = Math.ceil(box.height) + 2 * MARGIN;
  const corner = [box.left - plot.left - MARGIN, box.top - plot.top - MARGIN];
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', [...corner, width, height].join(' '));
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  const surface = getComputedStyle(svg.closest('.card') ?? document.body).backgroundColor;
  for (const [name, value] of Object.entries({
    x: corner[0],
    y: corner[1],
    width,
    height,
    fill: surface,
  })) {
    paper.setAttribute(name, String(value));
  }
  copy.prepend(paper);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

export function saveSvg(svg: SVGElement, name: string): void {
  saveBlob(new Blob([standalone(svg).text], { type: 'image/svg+xml' }), `${name}.svg`);
}

/** Throws where the browser cannot draw it. */
export async function savePng(svg: SVGElement, name: string): Promise<void> {
  const { text, width, height } = standalone(svg);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('The browser gave no picture.');
    saveBlob(blob, `${name}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
