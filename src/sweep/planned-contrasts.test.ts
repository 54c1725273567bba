import { expect, it } from 'vitest';
import { plannedContrasts } from './planned-contrasts';
import { presets } from './presets';
import { conditionKey, type StudyPlan } from './study-plan';

const contrastsOf = (id: StudyPlan['preset']) => {
  const conditions = presets.find((one) => one.id === id)?.conditions ?? [];
  const key = (at: number) =>
    conditions
      .slice(at, at + 1)
      .map(conditionKey)
      .join();
  return plannedContrasts(conditions).map(({ from, to }) => `${key(from)} ${key(to)}`);
};

it('compares the fewest passages with the most', () => {
  expect(contrastsOf('custom')).toEqual(['k1 k20']);
  expect(contrastsOf('paper')).toEqual(['k1 k20']);
  expect(plannedContrasts([{ kind: 'oracle' }, { kind: 'retrieved', k: 3 }])).toEqual([]);
});

it('tells length from related noise: alone, among random others, among the nearest', () => {
  expect(contrastsOf('noise')).toEqual([
    'noise1-nearest noise2-random',
    'noise1-nearest noise5-random',
    'noise1-nearest noise10-random',
    'noise1-nearest noise20-random',
    'noise2-random noise2-nearest',
    'noise5-random noise5-nearest',
    'noise10-random noise10-nearest',
    'noise20-random noise20-nearest',
  ]);
});

it('compares the ends and the middle of the prompt', () => {
  expect(contrastsOf('needle')).toEqual([
    'needle10@1 needle10@5',
    'needle10@5 needle10@10',
    'needle10@1 needle10@10',
  ]);
  const two = [1, 2].map((position) => ({ kind: 'needle', k: 2, position }) as const);
  expect(plannedContrasts(two)).toEqual([{ from: 0, to: 1 }]);
});
