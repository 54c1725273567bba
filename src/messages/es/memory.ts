export const memory = {
  title: 'Lo que lleva cada lector',
  cancel: 'Cancelar',
  'ask-again': 'Preguntar de nuevo y mirar',
  begins: 'Una línea empieza donde el lector siguió a partir de lo que ya había leído.',
  'nothing-yet': '{reader}: nada todavía',
  line: '{reader}: de {first} con {from} tokens a {last} con {to}',
  'axis-start': '0 tokens, 0 B',
  tokens: { one: '{count} token', other: '{count} tokens' },
  state: {
    one: 'de estado, como en el primer token, tras {count} token',
    other: 'de estado, como en el primer token, tras {count} tokens',
  },
  cache: {
    one: 'de caché tras {count} token',
    other: 'de caché tras {count} tokens',
  },
  waits: 'espera',

  computed:
    'Calculado, no medido: el mismo prompt con {k} pasajes y modelos de 2800 millones de pesos',
  'large-state': 'Mamba 2.8B, estado',
  'state-formula': 'capas × canales × (estados + longitud del filtro − 1) × bytes',
  'large-cache': 'Pythia 2.8B, caché tras {tokens} tokens',
  'cache-formula': '2 × capas × anchura × tokens × bytes',
  times:
    '{times} veces más. Tokens: este prompt con {k} pasajes de su longitud media. Las barras están a escala.',
} as const;
