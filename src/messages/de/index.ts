import { ask } from './ask';
import { classroom } from './classroom';
import { failures } from './failures';
import { readers } from './readers';
import { setup } from './setup';
import { shell } from './shell';
import { tour } from './tour';

export const de = { shell, setup, ask, readers, classroom, tour, failures } as const;
