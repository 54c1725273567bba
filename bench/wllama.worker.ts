import type { RecordedAnswer } from '../tests/recorded-prompts';
import { compareAnswers, holdEngine, timeEngines, type EngineName } from './time-wllama';

export type Task =
  | { do: 'time'; threads: number }
  | { do: 'compare'; engine: EngineName; threads: number; prompts: RecordedAnswer[] }
  | { do: 'hold'; engine: EngineName; threads: number };

/** What a task gives, or why it gives nothing: a rejection alone would reach nobody. */
export type Outcome<Answer> = { answer: Answer } | { failed: string };

/** The part of `bench/wllama.ts` that runs in a browser. */
self.onmessage = async ({ data }: MessageEvent<Task>) => {
  const outcome: Outcome<unknown> = await work(data).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ failed: String(error) }),
  );
  self.postMessage(outcome);
};

function work(task: Task): Promise<unknown> {
  if (task.do === 'time') return timeEngines(task.threads);
  if (task.do === 'compare') return compareAnswers(task.engine, task.threads, task.prompts);
  return holdEngine(task.engine, task.threads);
}
