export const catalogue = {
  title: 'Published models',
  note: 'Nothing here is fetched unless you ask for it, and then only files whose length and SHA-256 this program knows. Any other model can be brought as a folder, above.',
  pair: 'Bundled pair',
  'pair-note':
    "{models}: trained on the same tokens for this page, {licence}. {size} from this page's own server, fetched at the first visit.",
  'kind-mamba': 'mamba',
  'kind-transformer': 'transformer',
  'kind-embedder': 'embedder',
  parameters: '{millions} million parameters',
  'in-8-bits': '(in 8 bits)',
  'about-mamba-130m':
    "Mamba of the paper's authors, trained on The Pile. With pythia-160m the fairest pair: the same text, the same tokenizer.",
  'about-pythia-160m': 'Transformer (GPT-NeoX) trained on the same text.',
  'about-mamba-chat 2.8B':
    "The Mamba of the published study, for a chat in Zephyr's format; for large GPUs.",
  'about-dolly-v2-3b':
    'The Transformer of the published study (GPT-NeoX, instructions); for large GPUs.',
  'about-bge-small-en-v1.5':
    'The embedder of the published study, 33 million parameters: 384 dimensions, the vector of the first token, a sentence before questions.',
  'not-from-here':
    'It cannot be fetched from here: no SHA-256 of its files is known to this program ({repository}).',
  'way-onnx':
    'The page reads Transformers as ONNX. On a computer with internet and Python, make it so:',
  'way-pickle':
    'Its weights are a Python pickle, which could run code and is not read here. Load them on a computer with PyTorch, save them as model.safetensors, and put config.json and tokenizer.json beside.',
  'then-choose': 'Then choose that folder above.',

  pinned: {
    one: '{size} from {host}, revision {revision}, {count} file by SHA-256',
    other: '{size} from {host}, revision {revision}, {count} files by SHA-256',
  },
  'pinned-note':
    'From public records of these files; the download was not tried where this program was written. A file that differs is thrown away.',
  download: 'Download of {model}',
  verified: '{done} of {total} verified',
  fetched: '{done} of {total} fetched',
  cancel: 'Cancel',
  look: 'Look into it',
  fetch: 'Fetch {size}',
  'fetch-more': 'Fetch {size} more',
  of: 'of {model}',
  discard: 'Delete what has arrived',
} as const;
