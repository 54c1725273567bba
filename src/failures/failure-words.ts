import type { FailureCode } from '../../workers/contract';

export interface FailureWords {
  what: string;
  meaning: string;
  next: string;
}

/** For people: what happened, what it means for them, what to do next. */
export const failureWords: Record<FailureCode, FailureWords> = {
  'no-webgpu': {
    what: 'This browser gives no graphics processor.',
    meaning: 'The reader cannot run on the GPU here.',
    next: 'Use the processor (CPU) instead: same model, same answers, slower.',
  },
  'adapter-computes-wrongly': {
    what: 'This graphics processor computes wrongly.',
    meaning: 'Its results differ from the reference, so it is not used: answers would be nonsense.',
    next: 'Use the processor (CPU) instead, or update the graphics driver and load the page again.',
  },
  'device-lost': {
    what: 'The graphics processor went away in the middle of the work.',
    meaning: 'The answer was not finished. Question, passages and files are still here.',
    next: 'Load the reader again; if it happens often, use the processor (CPU).',
  },
  'out-of-memory': {
    what: 'There is not enough memory.',
    meaning: 'The reader could not hold its weights or this prompt.',
    next: 'Choose fewer passages, close other tabs, or use only one reader.',
  },
  'files-missing': {
    what: 'Files of the model are not on this device.',
    meaning: 'The browser may have cleared its storage.',
    next: 'Fetch them again; what is still there is not fetched twice.',
  },
  'download-failed': {
    what: 'The download was interrupted.',
    meaning: 'What has arrived is kept.',
    next: 'Check the connection and go on: it resumes where it stopped.',
  },
  'hash-mismatch': {
    what: 'A file is not the one that was expected.',
    meaning: 'It was damaged on the way or changed on the server; it was thrown away and not used.',
    next: 'Fetch it again. If it keeps happening, the server holds wrong files.',
  },
  'quota-exceeded': {
    what: 'The browser grants no more storage.',
    meaning: 'The models do not fit beside what is already stored.',
    next: 'Free space on the disk or remove data of other sites, then go on.',
  },
  'storage-unavailable': {
    what: 'The browser grants no storage at all.',
    meaning: 'Private windows and some settings forbid it; the models cannot be kept.',
    next: 'Open the page in an ordinary window.',
  },
  'unusable-file': {
    what: 'A file cannot be used.',
    meaning: 'It is whole, but this program does not understand it; why is said below.',
    next: 'If it is one of yours, choose another. If it came with this page, load the page again.',
  },
  'empty-question': {
    what: 'There is no question.',
    meaning: 'Nothing was searched.',
    next: 'Type a question, or choose an example.',
  },
  'unreadable-source': {
    what: 'A file cannot be read.',
    meaning: 'Nothing of it was used or kept.',
    next: 'Look at what is said below, and add the files again without it or in another form.',
  },
  'source-too-large': {
    what: 'These files hold more than this program takes.',
    meaning: 'Nothing of them was kept.',
    next: 'Choose fewer files, or fewer questions with only their evidence.',
  },
  'nothing-to-index': {
    what: 'There is no text in these files.',
    meaning: 'No passage could be made, so nothing was kept.',
    next: 'Choose text, Markdown, HTML or PDF files, or an archive of them.',
  },
  'corpus-busy': {
    what: 'Another tab works on this corpus.',
    meaning: 'Two at once would write over each other.',
    next: 'Go on in that tab, or close it and try again.',
  },
  'corpus-damaged': {
    what: 'The stored corpus is damaged.',
    meaning: 'A piece of it is not what was written, so it is not used.',
    next: 'Remove it and make it again, or import its pack file.',
  },
  'embedder-missing': {
    what: 'The embedder of this corpus is not on this device.',
    meaning: 'Only the model that made its vectors can search it. The corpus itself is unharmed.',
    next: 'Add that embedder again under Models, with the same files, or read from something else.',
  },
  'worker-crashed': {
    what: 'A part of the program crashed.',
    meaning: 'Only this part stopped. Question, passages and files are still here.',
    next: 'Start it again.',
  },
  cancelled: {
    what: 'Cancelled.',
    meaning: 'What was done so far is kept.',
    next: 'Ask again whenever you like.',
  },
  internal: {
    what: 'Something unexpected happened.',
    meaning: 'This is a mistake in the program, not in what you did.',
    next: 'Try again; if it stays, load the page again.',
  },
};
