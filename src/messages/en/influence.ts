export const influence = {
  title: 'What the answer rests on',
  'no-passage': 'There is no passage to leave out: this answer was given closed book.',
  cost: 'Costs each reader {prompts} prompts, of which about {tokens} tokens must be read: what stands before the passage that is left out is kept from before.',
  cancel: 'Cancel',
  weigh: 'Leave each passage out once',
  unable: 'The {reader} cannot weigh a given answer where it runs now.',
  working: '{reader} reads without a passage',
  'working-done': '{reader} reads without a passage, {done} of {passages} done',
  figures:
    '{reader}: “{answer}”, log-probability {value} with all passages; {read} tokens read, {reused} reused.',
  measured: 'The influence of every passage is measured.',
  table: 'Table: influence of each passage',
  caption: 'Change of the answer’s log-probability by each passage, for each reader',
  passage: 'Passage',
  'no-difference': 'no difference',
  less: '{factor} × less likely without it',
  more: '{factor} × more likely without it',
} as const;
