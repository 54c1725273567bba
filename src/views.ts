import type { Component } from 'svelte';
import type { AskSession } from './ask/ask-session.svelte';
import type { DeviceReport } from './device/inspect-device';
import { t } from './messages/language.svelte';
import type { Downloads } from './models/downloads.svelte';

/** What every view gets: one device, one session, one set of downloads for the whole page. */
export interface ViewProps {
  device: DeviceReport;
  session: AskSession;
  downloads: Downloads;
}

/** A page of the app. Ask is part of the first load; the others come when they are opened. */
export interface View {
  /** The link's hash; `shell.view-…` of the messages is its title. */
  id: 'ask' | 'sweep' | 'inside' | 'library' | 'models' | 'measure';
  load?: () => Promise<{ default: Component<ViewProps> }>;
}

const ask: View = { id: 'ask' };

export const views: readonly View[] = [
  ask,
  { id: 'sweep', load: () => import('./sweep/SweepView.svelte') },
  { id: 'inside', load: () => import('./inside/InsideView.svelte') },
  { id: 'library', load: () => import('./library/LibraryView.svelte') },
  { id: 'models', load: () => import('./models/ModelsView.svelte') },
  { id: 'measure', load: () => import('./measure/MeasureView.svelte') },
];

/** The view that a link's hash names (`#sweep`); Ask for none or an unknown one. */
export function viewOf(hash: string): View {
  return views.find(({ id }) => `#${id}` === hash) ?? ask;
}

export const titleOf = ({ id }: View): string => t(`shell.view-${id}`);
