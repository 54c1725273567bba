export const memory = {
  title: 'What each reader carries',
  cancel: 'Cancel',
  'ask-again': 'Ask again and watch',
  begins: 'A line begins where the reader went on from what it had read before.',
  'nothing-yet': '{reader}: nothing yet',
  line: '{reader}: from {first} at {from} tokens to {last} at {to}',
  'axis-start': '0 tokens, 0 B',
  tokens: { one: '{count} token', other: '{count} tokens' },
  // After the bytes.
  state: {
    one: 'of state, as at the first token behind {count} token',
    other: 'of state, as at the first token behind {count} tokens',
  },
  cache: {
    one: 'of cache behind {count} token',
    other: 'of cache behind {count} tokens',
  },
  waits: 'waits',

  computed:
    'Computed, not measured: the same prompt with {k} passages and models of 2.8 billion weights',
  'large-state': 'Mamba 2.8B, state',
  'state-formula': 'layers × channels × (states + taps − 1) × bytes',
  'large-cache': 'Pythia 2.8B, cache behind {tokens} tokens',
  'cache-formula': '2 × layers × width × tokens × bytes',
  times:
    '{times} times as much. Tokens: this prompt with {k} passages of its mean length. The bars are to scale.',
} as const;
