import { describe, expect, it } from 'vitest';
import { readDocument, titleOf } from './read-document';
import { writePdf } from './write-pdf.test-data';

async function read(path: string, content: string | Uint8Array<ArrayBuffer>) {
  const blob = new Blob([content]);
  const { title, text } = await readDocument({
    path,
    bytes: blob.size,
    open: () => blob.stream(),
  });
  let whole = '';
  for await (const piece of text) whole += piece;
  return { title, text: whole };
}
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('readDocument', () => {
  it('takes a title from the file name', async () => {
    expect(titleOf('x/Lake_Baikal.txt')).toBe('Lake Baikal');
    expect(await read('x/Lake_Baikal.txt', 'Deep.')).toEqual({
      title: 'Lake Baikal',
      text: 'Deep.',
    });
  });

  it('reads HTML as its words, and runs nothing', async () => {
    const html = `<!doctype html><html><head><title> Owls &amp; co </title><style>p { color: red }</style></head>
      <body onload="globalThis.ran = 1"><nav>Home</nav><h1>Owls</h1><p>They fly &#8212; <b>at</b>
      night.</p><script>globalThis.ran = 1; document.write('<p>no</p>')</script><ul><li>one<li>two</ul>
      <img src=x onerror="globalThis.ran = 1">a<br>b<p>unclosed <i>and <template>hidden</template>open`;
    expect(await read('owls.html', html)).toEqual({
      title: 'Owls & co',
      text: 'Owls\n\nThey fly — at night.\n\none\n\ntwo\n\na\nb\n\nunclosed and open',
    });
    expect('ran' in globalThis).toBe(false);
  });

  it('reads Markdown without its marks', async () => {
    const text =
      '# Thornball\n\nA *match* of **thornball** [lasts](https://x.test) `four` hours.\n\n- a\n- b\n';
    expect(await read('rules.md', text)).toEqual({
      title: 'Thornball',
      text: 'Thornball\n\nA match of thornball lasts four hours.\n\na\n\nb',
    });
  });

  it('reads a PDF that holds scripts as its text', async () => {
    const pdf = writePdf('The bell is called Old Barnaby.', 'app.alert(1); globalThis.ran = 1;');
    expect(await read('bell.pdf', pdf)).toEqual({
      title: 'bell',
      text: 'The bell is called Old Barnaby.',
    });
    expect('ran' in globalThis).toBe(false);
  });

  it.each([
    ['UTF-8 with a mark', bytes(0xef, 0xbb, 0xbf, 0x41, 0xc3, 0xa4), 'Aä'],
    ['UTF-16, little end first', bytes(0xff, 0xfe, 0x41, 0, 0xe4, 0), 'Aä'],
    ['UTF-16, big end first', bytes(0xfe, 0xff, 0, 0x41, 0, 0xe4), 'Aä'],
    ['Windows-1252', bytes(0x41, 0xe4, 0x80), 'Aä€'],
    ['nothing', bytes(), ''],
  ])('reads a text in %s', async (_, content, text) => {
    expect((await read('a.txt', content)).text).toBe(text);
  });

  it.each([
    ['picture.png', 'PNG', 'of a kind that is not read'],
    ['a.txt', bytes(0, 1, 2, 3), 'not a text'],
    ['a.html', bytes(0, 1, 2, 3), 'not a text'],
    ['a.pdf', 'no pdf', 'not a PDF'],
    ['empty.pdf', '', 'not a PDF'],
  ])('leaves out %s', async (path, content, reason) => {
    await expect(read(path, content)).rejects.toThrow(reason);
  });

  it('says where a long text stops being UTF-8', async () => {
    const content = new Uint8Array(3e6).fill(0x61);
    content[2e6] = 0xff;
    await expect(read('a.txt', content)).rejects.toThrow('save it as UTF-8');
  });
});
