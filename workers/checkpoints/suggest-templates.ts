import type { NamedTemplate, PromptTemplate } from '../contract';
import type { TextTokenizer } from '../tokenizer/open-text-tokenizer';
import type { PickedFolder } from './picked-folder';

const TASK = 'Answer the question in a few words, with the help of the passages.';
const PASSAGE = 'Passage {number}: {title}. {text}\n\n';

/** A model that only continues text: the form of a quiz sheet, and the answer is one line. */
const base: PromptTemplate = {
  opening: `${TASK}\n\nQuestion: {question}\n\n`,
  passage: PASSAGE,
  closing: 'Question: {question}\nAnswer:',
  stops: ['\n'],
};

const chat = (user: string, assistant: string, stops: string[]): PromptTemplate => ({
  opening: `${user}${TASK}\n\nQuestion: {question}\n\n`,
  passage: PASSAGE,
  closing: `Question: {question}${assistant}`,
  stops,
});

/** Formats of chat models, and the words in their files by which they are known. */
const CHATS: { name: string; mark: string; template: PromptTemplate }[] = [
  {
    name: 'Chat: Zephyr (mamba-chat)',
    mark: '<|user|>',
    template: chat('<|user|>\n', '<|endoftext|>\n<|assistant|>\n', ['<|user|>']),
  },
  {
    name: 'Chat: ChatML (Qwen, SmolLM)',
    mark: '<|im_start|>',
    template: chat('<|im_start|>user\n', '<|im_end|>\n<|im_start|>assistant\n', []),
  },
  {
    name: 'Chat: Llama 3',
    mark: '<|start_header_id|>',
    template: chat(
      '<|start_header_id|>user<|end_header_id|>\n\n',
      '<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
      [],
    ),
  },
  {
    name: 'Instructions: Dolly',
    mark: '### Response:',
    template: chat(
      'Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n### Instruction:\n',
      '\n\n### Response:\n',
      ['### End', '### Instruction:'],
    ),
  },
];

/** Every format, the one that the model's own files name first; a model that names none continues text. */
export async function suggestTemplates(
  folder: PickedFolder,
  tokenizer: TextTokenizer,
): Promise<NamedTemplate[]> {
  const settings = await folder.optionalJson('tokenizer_config.json');
  const own = folder.has('chat_template.jinja')
    ? await folder.file('chat_template.jinja').slice(0, 100_000).text()
    : JSON.stringify(settings.chat_template ?? '');
  const knows = (mark: string) =>
    own.includes(mark) || [...tokenizer.specialIds.keys()].some((name) => name.includes(mark));
  const begin = tokenizer.beginToken ?? '';
  const all = [{ name: 'Continues text (base model)', mark: '', template: base }, ...CHATS];
  const likely = CHATS.find(({ mark }) => knows(mark)) ?? all[0];
  return all
    .sort((a, b) => Number(b === likely) - Number(a === likely))
    .map(({ name, template }) => ({
      name,
      template: { ...template, opening: begin + template.opening },
    }));
}
