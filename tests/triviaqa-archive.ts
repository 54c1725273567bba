import { createTarPacker } from 'modern-tar';

/**
 * A tar in the form of TriviaQA's, made while it is read: evidence first, then the questions, the nth of which names the document
 * `n · step` and asks for its number.
 */
export function triviaQaArchive(
  documents: number,
  textOf: (number: number) => string,
  questions: number,
): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const step = Math.max(1, Math.floor(documents / questions));
  async function add(name: string, text: string) {
    const bytes = new TextEncoder().encode(text);
    const entry = controller.add({ name, size: bytes.length, type: 'file' }).getWriter();
    await entry.write(bytes);
    await entry.close();
  }
  const name = (number: number) => `Page_${number}.txt`;
  const packing = (async () => {
    for (let number = 0; number < documents; number++) {
      await add(`evidence/wikipedia/${name(number)}`, textOf(number));
    }
    const Data = Array.from({ length: questions }, (_, at) => ({
      Question: `Which page is number ${at * step}?`,
      QuestionId: `qw_${at}`,
      Answer: { Value: `Document ${at * step}`, Aliases: [] },
      EntityPages: [{ Filename: name(at * step), Title: `Page ${at * step}` }],
    }));
    await add('qa/wikipedia-dev.json', JSON.stringify({ Data, Domain: 'Wikipedia', Version: 1 }));
    controller.finalize();
  })();
  packing.catch((error: unknown) => controller.error(error));
  return readable;
}
