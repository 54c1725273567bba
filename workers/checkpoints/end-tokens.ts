import { Failure } from '../failure';
import type { TextTokenizer } from '../tokenizer/open-text-tokenizer';
import type { PickedFolder } from './picked-folder';

const USUAL = ['<|endoftext|>', '</s>', '<|im_end|>', '<|eot_id|>', '<eos>'];

/**
 * The tokens that end an answer: of `generation_config.json`, else `config.json`, else `tokenizer_config.json`, else by
 * their usual names. Throws `unusable-file`.
 */
export async function endTokensOf(folder: PickedFolder, tokenizer: TextTokenizer) {
  for (const file of ['generation_config.json', 'config.json']) {
    const { eos_token_id: ids } = await folder.optionalJson(file);
    const known = [ids].flat().filter((id): id is number => Number.isSafeInteger(id));
    if (known.length > 0 && known.every((id) => id >= 0 && id <= tokenizer.largestId)) return known;
  }
  const { eos_token: eos } = await folder.optionalJson('tokenizer_config.json');
  const named = typeof eos === 'object' && eos !== null && 'content' in eos ? eos.content : eos;
  for (const name of [named, ...USUAL]) {
    const id = typeof name === 'string' ? tokenizer.specialIds.get(name) : undefined;
    if (id !== undefined) return [id];
  }
  throw new Failure('unusable-file', 'Neither config.json nor the tokenizer names an end token.');
}
