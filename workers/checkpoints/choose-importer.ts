import type { PickedFile } from '../contract';
import { importEmbedder, isEmbedder } from './import-embedder';
import { importMamba } from './import-mamba';
import { importTransformer } from './import-transformer';
import type { Importer } from './importer';
import { PickedFolder } from './picked-folder';

/** Finds out what a picked folder holds. Throws `unusable-file`. */
export async function chooseImporter(files: readonly PickedFile[]): Promise<Importer> {
  const folder = PickedFolder.of(files);
  const config = await folder.json('config.json');
  const onnx = folder.paths.some((path) => path.endsWith('.onnx'));
  if (config.model_type === 'mamba' || 'ssm_cfg' in config || !onnx) return importMamba(folder);
  if (isEmbedder(folder, config)) return importEmbedder(folder);
  return importTransformer(folder);
}
