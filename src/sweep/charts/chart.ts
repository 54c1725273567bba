import { t } from '../../messages/language.svelte';

/** One point: a value at a place of the x axis, with its interval where there is one. */
export interface ChartPoint {
  x: string;
  y: number;
  low?: number;
  high?: number;
}

export type MarkShape = 'circle' | 'square' | 'triangle' | 'diamond';

export interface ChartSeries {
  id: string;
  label: string;
  /** A custom property of theme.css without its dashes. */
  colour: 'mamba' | 'transformer' | 'ink' | 'quiet';
  shape: MarkShape;
  /** Besides colour and shape, so that lines are told apart in print and by everybody. */
  dash: 'solid' | 'long' | 'short' | 'dotted';
  hollow?: boolean;
  points: ChartPoint[];
}

/** A line chart over places of equal distance, such as values of k. */
export interface Chart {
  id: string;
  title: string;
  /** What a reader of the chart should know, in a sentence or two. */
  note: string;
  xLabel: string;
  yLabel: string;
  /** In order. */
  places: string[];
  /** Upper end of the axis; the data's largest value where it is not given. */
  yMax?: number;
  series: ChartSeries[];
  /** How a value is written in table and axis. */
  format: (value: number) => string;
}

/** A place of the x axis for people: all but the oracle are numbers. */
export const placeName = (place: string): string =>
  place === 'oracle' ? t('presets.oracle') : place;
