export const tour = {
  title: 'Guided tour',
  step: 'Step {step} of {steps}',
  back: 'Back',
  next: 'Next',
  skip: 'Skip',
  finish: 'Finish',
  end: 'End the tour',
  working: 'The page is at work…',
  stopped: 'This step has not come to its end.',
  failed: 'This step failed; the message on the page says why.',
  again: 'Do it again',

  'question.title': 'A question',
  'question.text':
    'Somebody asks. Neither reader has the internet: they have what is left in their weights from training, and the text that the page gives them.',
  'question.fact': 'The page can look in {passages} passages of an encyclopaedia.',
  'retrieved.title': 'What is found',
  'retrieved.text':
    'The question was turned into {dimensions} numbers, as every passage was before. The {k} passages whose numbers point in the most similar direction are taken. Similar does not mean true.',
  'retrieved.fact':
    'Nearest is “{title}”, with a similarity of {similarity}. Embedding and search took {time}.',
  'prompt.title': 'The prompt',
  'prompt.text':
    'The question, the passages and the question once more become one text, the same for both readers. They read it in pieces of words, called tokens.',
  'prompt.fact':
    'This prompt has {tokens} tokens. Below is what the reader was given, every mark of it.',
  'answers.title': 'Two answers',
  'answers.text':
    'For each word that it writes, the Transformer looks back at every token. Mamba has read from left to right once and has nothing but the state that it carries.',
  'answers.fact-right': '{reader}: “{answer}”, which is right.',
  'answers.fact-wrong': '{reader}: “{answer}”, which is wrong.',
  'answers.fact': '{reader}: “{answer}”.',
  'more.title': 'More passages',
  'more.text':
    'k goes from {from} to {to}. The new passages stand behind the old ones, so both readers go on from what they have kept and read only what is new.',
  'reused.fact': '{reader} reused {reused} of {tokens} tokens and read the rest in {time}.',
  'moved.title': 'Another order',
  'moved.text':
    'The second passage has been moved to the top. Only what stands before the change can be reused, so nearly everything is read again. The answer may change as well.',
  'memory.title': 'What they carry',
  'memory.text':
    'The Transformer keeps something of every token: its cache grows with the text. The state of Mamba has one size, so it must choose what to forget.',
  'memory.fact-same': '{reader}: {now}, at {before} tokens and at {after} tokens.',
  'memory.fact-grown': '{reader}: {then} at {before} tokens, {now} at {after} tokens.',
  'memory.fact': '{reader}: {now} at {after} tokens.',
  'fails.title': 'A question that fails',
  'fails.text':
    'These readers are small and often wrong. When an answer is wrong, look for the place: was the right text not found, or was it found and not understood?',
  'fails.fact-not-found':
    'None of the {passages} passages holds the answer (“{answer}”). Retrieval missed it; a reader cannot copy what it was not given.',
  'fails.fact-not-used':
    'The answer (“{answer}”) stands in passage {places}. Retrieval found it; wrong was the reading of {readers}.',
  'fails.fact-right': 'This time both are right (“{answer}”): what you see is live.',
} as const;
