import * as v from 'valibot';
import { studyPlan, type StudyPlan } from './study-plan';

/** The plan that a link carries (`?study=…`); undefined for none or one that makes no sense. */
export function planOfLink(search: string): StudyPlan | undefined {
  const text = new URLSearchParams(search).get('study');
  if (text === null) return undefined;
  try {
    const parsed = v.safeParse(studyPlan, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The search part of a link with this plan; the rest of it as it was.
 * @param corpus name of a corpus of one's own, undefined for the bundled pack
 */
export function linkWithPlan(search: string, plan: StudyPlan, corpus?: string): string {
  const parameters = new URLSearchParams(search);
  if (corpus === undefined) parameters.delete('corpus');
  else parameters.set('corpus', corpus);
  parameters.set('study', JSON.stringify(plan));
  return `?${parameters.toString()}`;
}
