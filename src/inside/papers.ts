/** What explains itself on this page: `explanations.…-see`, `-matters` and `-not-shown` of the messages. */
export type Explained = 'attention' | 'selection' | 'influence' | 'memory';

/** Where to read on; titles as they were published. */
export const papers: Record<Explained, readonly { title: string; arxiv: string }[]> = {
  attention: [
    { title: 'Attention Is All You Need', arxiv: '1706.03762' },
    { title: 'The Hidden Attention of Mamba Models', arxiv: '2403.01590' },
    { title: 'Attention is not Explanation', arxiv: '1902.10186' },
    { title: 'Efficient Streaming Language Models with Attention Sinks', arxiv: '2309.17453' },
  ],
  selection: [
    {
      title: 'Mamba: Linear-Time Sequence Modeling with Selective State Spaces',
      arxiv: '2312.00752',
    },
    {
      title: 'Just read twice: closing the recall gap for recurrent language models',
      arxiv: '2407.05483',
    },
  ],
  influence: [
    { title: 'ContextCite: Attributing Model Generation to Context', arxiv: '2409.00729' },
  ],
  memory: [
    {
      title: 'Mamba: Linear-Time Sequence Modeling with Selective State Spaces',
      arxiv: '2312.00752',
    },
    {
      title: 'Repeat After Me: Transformers are Better than State Space Models at Copying',
      arxiv: '2402.01032',
    },
  ],
};
