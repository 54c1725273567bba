export const explanations = {
  'attention-see':
    'How much weight each word of the prompt has at the moment when a word of the answer is chosen: the stronger the shade and the thicker the line below, the more.',
  'attention-matters':
    'A Transformer looks back at every word; a Mamba cannot, yet its recurrence can be written as such a weight too, so the two can be laid side by side.',
  'attention-not-shown':
    'Why the answer came out so: weight on a word is no proof that the word decided, and the first token often takes what no other needs. A Mamba’s weights have signs, of which only the size is drawn.',
  'selection-see':
    'Under each passage of the Mamba, a row for each layer: the darker, the wider its gate Δ opens for that word. “Left” is the share of what a passage wrote into the state that has not decayed when the answer begins.',
  'selection-matters':
    'A state of one size must choose while it reads: a wide gate takes a word in and lets older ones fade, a closed one passes over it.',
  'selection-not-shown':
    'What was written into the state, or whether the answer could read it from there; both numbers are means over many channels that differ widely.',
  'influence-see':
    'How much less likely a reader finds its own answer when one passage is left out: bars to the right are passages that the answer rests on, bars to the left are passages that stood in its way.',
  'influence-matters':
    'It tests a cause, which weights cannot: the prompt is read again without the passage, by both readers in the same way.',
  'influence-not-shown':
    'What two passages do together: if both hold the answer, leaving out either changes little. It also moves the passages behind to other places.',
  'memory-see':
    'The bytes that each reader carried from token to token while it read and wrote, measured in the last run and drawn to the same scale.',
  'memory-matters':
    'The cache grows with every token and must be looked through for every next one; the state keeps its size, whatever was read.',
  'memory-not-shown':
    'The weights, which both hold besides, and what the state had to forget for it: the cache keeps every word.',
} as const;
