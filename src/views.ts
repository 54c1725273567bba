import type { Component } from 'svelte';
import type { AskSession } from './ask/ask-session.svelte';
import type { DeviceReport } from './device/inspect-device';
import { t } from './messages/language.svelte';
import { isMessage } from './messages/say';
import type { Downloads } from './models/downloads.svelte';

/** What every view gets: one device, one session, one set of downloads for the whole page. */
export interface ViewProps {
  device: DeviceReport;
  session: AskSession;
  downloads: Downloads;
}

/** A page of the app. Ask is part of the first load; the others come when they are opened. */
export interface View {
  id: string;
  /** In English; {@link titleOf} says it in the language of the page. */
  title: string;
  /** Its texts are message files; the others are still in English. */
  translated?: true;
  load?: () => Promise<{ default: Component<ViewProps> }>;
}

const ask: View = { id: 'ask', title: 'Ask', translated: true };

export const views: readonly View[] = [
  ask,
  { id: 'sweep', title: 'Sweep', translated: true, load: () => import('./sweep/SweepView.svelte') },
  { id: 'inside', title: 'Inside', load: () => import('./inside/InsideView.svelte') },
  { id: 'library', title: 'Library', load: () => import('./library/LibraryView.svelte') },
  { id: 'models', title: 'Models', load: () => import('./models/ModelsView.svelte') },
  { id: 'measure', title: 'Measure', load: () => import('./measure/MeasureView.svelte') },
];

/** The view that a link's hash names (`#sweep`); Ask for none or an unknown one. */
export function viewOf(hash: string): View {
  return views.find(({ id }) => `#${id}` === hash) ?? ask;
}

export function titleOf({ id, title }: View): string {
  const key = `shell.view-${id}`;
  return isMessage(key) ? t(key) : title;
}
