import type { PinnedModel } from '../../workers/contract';
import entries from './download-catalogue.json';

/** A published model that the page knows; the messages say more: `catalogue.about-…` and `catalogue.way-…`. */
export interface CatalogueModel {
  name: string;
  kind: 'mamba' | 'transformer' | 'embedder';
  /** On Hugging Face. */
  repository: string;
  licence: string;
  /** Of its `config.json`, what its size follows from; null where no formula is here. */
  config: object | null;
  /** How a person comes by its files where it is not pinned. */
  way: { how: 'onnx' | 'pickle'; command: string | null } | null;
  /**
   * Revision, lengths and hashes of its files, and the origins that its downloads are redirected to. Null where no public
   * record of them was found (docs/decisions/own-models.md names them): no hash is ever made up.
   */
  pinned: (PinnedModel & { revision: string; redirects: string[] }) | null;
}

export const downloadCatalogue = entries as CatalogueModel[];
