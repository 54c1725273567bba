export const catalogue = {
  title: 'Veröffentlichte Modelle',
  note: 'Nichts davon wird geladen, außer Sie verlangen es, und dann nur Dateien, deren Länge und SHA-256 dieses Programm kennt. Jedes andere Modell lässt sich oben als Ordner hinzufügen.',
  pair: 'Mitgeliefertes Paar',
  'pair-note':
    '{models}: für diese Seite mit denselben Tokens trainiert, {licence}. {size} vom Server dieser Seite, beim ersten Besuch geladen.',
  'kind-mamba': 'Mamba',
  'kind-transformer': 'Transformer',
  'kind-embedder': 'Embedder',
  parameters: '{millions} Millionen Parameter',
  'in-8-bits': '(mit 8 Bit)',
  'about-mamba-130m':
    'Mamba von den Autoren der Veröffentlichung, mit The Pile trainiert. Mit pythia-160m das fairste Paar: derselbe Text, derselbe Tokenizer.',
  'about-pythia-160m': 'Transformer (GPT-NeoX), mit demselben Text trainiert.',
  'about-mamba-chat 2.8B':
    'Das Mamba der veröffentlichten Studie, für Chat im Format von Zephyr; für große GPUs.',
  'about-dolly-v2-3b':
    'Der Transformer der veröffentlichten Studie (GPT-NeoX, Anweisungen); für große GPUs.',
  'about-bge-small-en-v1.5':
    'Der Embedder der veröffentlichten Studie, 33 Millionen Parameter: 384 Dimensionen, der Vektor des ersten Tokens, ein Satz vor jeder Frage.',
  'not-from-here':
    'Von hier aus lässt es sich nicht laden: Dieses Programm kennt kein SHA-256 seiner Dateien ({repository}).',
  'way-onnx':
    'Die Seite liest Transformer als ONNX. Auf einem Computer mit Internet und Python erzeugen Sie es so:',
  'way-pickle':
    'Seine Gewichte sind ein Python-Pickle; das könnte Code ausführen und wird hier nicht gelesen. Laden Sie sie auf einem Computer mit PyTorch, speichern Sie sie als model.safetensors, und legen Sie config.json und tokenizer.json daneben.',
  'then-choose': 'Wählen Sie dann oben diesen Ordner.',

  pinned: {
    one: '{size} von {host}, Revision {revision}, {count} Datei nach SHA-256',
    other: '{size} von {host}, Revision {revision}, {count} Dateien nach SHA-256',
  },
  'pinned-note':
    'Nach öffentlichen Angaben zu diesen Dateien; dort, wo dieses Programm geschrieben wurde, ist der Download nicht ausprobiert worden. Eine Datei, die abweicht, wird verworfen.',
  download: 'Download: {model}',
  verified: '{done} von {total} geprüft',
  fetched: '{done} von {total} geladen',
  cancel: 'Abbrechen',
  look: 'Hineinsehen',
  fetch: '{size} laden',
  'fetch-more': 'Noch {size} laden',
  of: 'von {model}',
  discard: 'Schon Geladenes löschen',
} as const;
