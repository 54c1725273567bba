import type { PickedFile } from '../contract';
import { Failure } from '../failure';
import { importMamba } from './import-mamba';
import type { Importer } from './importer';
import { PickedFolder } from './picked-folder';

/** Finds out what a picked folder holds. Throws `unusable-file`. */
export async function chooseImporter(files: readonly PickedFile[]): Promise<Importer> {
  const folder = PickedFolder.of(files);
  const config = await folder.json('config.json');
  if (config.model_type === 'mamba' || 'ssm_cfg' in config) return importMamba(folder);
  throw new Failure(
    'unusable-file',
    `config.json is of a "${String(config.model_type)}" model. What can be read: Mamba-1 as safetensors.`,
  );
}
