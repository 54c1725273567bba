import { adding } from './adding';
import { answers } from './answers';
import { ask } from './ask';
import { catalogue } from './catalogue';
import { charts } from './charts';
import { classroom } from './classroom';
import { conclusions } from './conclusions';
import { corpora } from './corpora';
import { explanations } from './explanations';
import { failures } from './failures';
import { influence } from './influence';
import { inside } from './inside';
import { library } from './library';
import { measure } from './measure';
import { memory } from './memory';
import { models } from './models';
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

export const de = {
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
  inside,
  influence,
  memory,
  explanations,
  library,
  corpora,
  split,
  models,
  adding,
  catalogue,
  measure,
  failures,
} as const;
