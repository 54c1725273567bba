export const catalogue = {
  title: 'Modelos publicados',
  note: 'Nada de esto se descarga si usted no lo pide, y entonces solo archivos cuya longitud y SHA-256 conoce este programa. Cualquier otro modelo puede traerse como carpeta, arriba.',
  pair: 'La pareja incluida',
  'pair-note':
    '{models}: entrenados con los mismos tokens para esta página, {licence}. {size} del propio servidor de esta página, descargados en la primera visita.',
  'kind-mamba': 'Mamba',
  'kind-transformer': 'Transformer',
  'kind-embedder': 'modelo de embeddings',
  parameters: '{millions} millones de parámetros',
  'in-8-bits': '(en 8 bits)',
  'about-mamba-130m':
    'Mamba de los autores del artículo, entrenado con The Pile. Con pythia-160m, la pareja más justa: el mismo texto, el mismo tokenizador.',
  'about-pythia-160m': 'Transformer (GPT-NeoX) entrenado con el mismo texto.',
  'about-mamba-chat 2.8B':
    'El Mamba del estudio publicado, para chat en el formato de Zephyr; para GPU grandes.',
  'about-dolly-v2-3b':
    'El Transformer del estudio publicado (GPT-NeoX, instrucciones); para GPU grandes.',
  'about-bge-small-en-v1.5':
    'El modelo de embeddings del estudio publicado, 33 millones de parámetros: 384 dimensiones, el vector del primer token, una frase antes de las preguntas.',
  'not-from-here':
    'No se puede descargar desde aquí: este programa no conoce ningún SHA-256 de sus archivos ({repository}).',
  'way-onnx':
    'La página lee Transformers en ONNX. En un ordenador con internet y Python, créelo así:',
  'way-pickle':
    'Sus pesos son un pickle de Python, que podría ejecutar código y no se lee aquí. Cárguelos en un ordenador con PyTorch, guárdelos como model.safetensors y ponga al lado config.json y tokenizer.json.',
  'then-choose': 'Elija después esa carpeta arriba.',

  pinned: {
    one: '{size} de {host}, revisión {revision}, {count} archivo por SHA-256',
    other: '{size} de {host}, revisión {revision}, {count} archivos por SHA-256',
  },
  'pinned-note':
    'Según registros públicos de estos archivos; la descarga no se probó donde se escribió este programa. Un archivo que difiera se descarta.',
  download: 'Descarga: {model}',
  verified: '{done} de {total} comprobados',
  fetched: '{done} de {total} descargados',
  cancel: 'Cancelar',
  look: 'Mirar qué contiene',
  fetch: 'Descargar {size}',
  'fetch-more': 'Descargar {size} más',
  of: 'de {model}',
  discard: 'Borrar lo que ha llegado',
} as const;
