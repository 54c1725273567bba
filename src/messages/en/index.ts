import { ask } from './ask';
import { classroom } from './classroom';
import { failures } from './failures';
import { readers } from './readers';
import { setup } from './setup';
import { shell } from './shell';
import { tour } from './tour';

/** The texts that the others are translations of; their names and parameters are the types of all. */
export const en = { shell, setup, ask, readers, classroom, tour, failures } as const;
