import type { Architecture, BundleManifest } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import { architectures, catalogue } from './catalogue';

/** The models that read, by architecture; the bundled ones are not written down. */
type Choice = Partial<Record<Architecture, { id: string; title: string }>>;

const KEY = 'readers';

/** Puts the kept choice into the session; a model that is gone is named there, and the bundled one reads. */
export async function restoreChoice(session: AskSession): Promise<void> {
  const choice = read();
  if (Object.keys(choice).length === 0) return;
  await session.ownModels.refresh();
  for (const architecture of architectures) {
    const wanted = choice[architecture];
    if (!wanted) continue;
    const model = session.ownModels.kept?.find(({ manifest }) => manifest.id === wanted.id);
    if (model) session.readers[architecture].use(model.manifest);
    else session.readers[architecture].missing = wanted.title;
  }
}

/** Lets this model read from now on, also after a reload. */
export function chooseReader(session: AskSession, model: BundleManifest): void {
  if (model.kind !== 'mamba' && model.kind !== 'transformer') return;
  const choice = read();
  if (model.id === catalogue.readers[model.kind].id) delete choice[model.kind];
  else choice[model.kind] = { id: model.id, title: model.title };
  localStorage.setItem(KEY, JSON.stringify(choice));
  session.useModel(model.kind, model);
}

function read(): Choice {
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? '{}') as unknown;
    return typeof value === 'object' && value !== null ? { ...(value as Choice) } : {};
  } catch {
    return {}; // written by hand, or no storage
  }
}
