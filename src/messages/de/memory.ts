export const memory = {
  title: 'Was jeder Leser mitführt',
  cancel: 'Abbrechen',
  'ask-again': 'Noch einmal fragen und zusehen',
  begins:
    'Eine Linie beginnt dort, wo der Leser von dem aus weiterlas, was er schon gelesen hatte.',
  'nothing-yet': '{reader}: noch nichts',
  line: '{reader}: von {first} bei {from} Tokens bis {last} bei {to}',
  'axis-start': '0 Tokens, 0 B',
  tokens: { one: '{count} Token', other: '{count} Tokens' },
  state: {
    one: 'Zustand, wie beim ersten Token, nach {count} Token',
    other: 'Zustand, wie beim ersten Token, nach {count} Tokens',
  },
  cache: {
    one: 'Cache nach {count} Token',
    other: 'Cache nach {count} Tokens',
  },
  waits: 'wartet',

  computed:
    'Berechnet, nicht gemessen: derselbe Prompt mit {k} Passagen und Modelle mit 2,8 Milliarden Gewichten',
  'large-state': 'Mamba 2.8B, Zustand',
  'state-formula': 'Schichten × Kanäle × (Zustände + Filterlänge − 1) × Bytes',
  'large-cache': 'Pythia 2.8B, Cache nach {tokens} Tokens',
  'cache-formula': '2 × Schichten × Breite × Tokens × Bytes',
  times:
    'Das {times}-Fache. Tokens: dieser Prompt mit {k} Passagen seiner mittleren Länge. Die Balken sind maßstäblich.',
} as const;
