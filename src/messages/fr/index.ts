import { answers } from './answers';
import { ask } from './ask';
import { charts } from './charts';
import { classroom } from './classroom';
import { conclusions } from './conclusions';
import { failures } from './failures';
import { notices } from './notices';
import { presets } from './presets';
import { readers } from './readers';
import { results } from './results';
import { setup } from './setup';
import { shell } from './shell';
import { split } from './split';
import { studies } from './studies';
import { sweep } from './sweep';
import { tour } from './tour';

export const fr = {
  shell,
  setup,
  ask,
  readers,
  classroom,
  tour,
  sweep,
  presets,
  studies,
  notices,
  results,
  charts,
  conclusions,
  answers,
  split,
  failures,
} as const;
