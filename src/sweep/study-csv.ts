import type { ScoredCell } from './score-study';
import { conditionKey } from './study-plan';

const COLUMNS = [
  'question_id',
  'question',
  'accepted',
  'condition',
  'reader',
  'answer',
  'contains',
  'exact',
  'f1',
  'passage_holds_answer',
  'prompt_tokens',
  'reused_tokens',
  'past_trained_length',
  'prefill_ms',
  'decode_ms',
  'answer_tokens',
  'memory_bytes',
] as const;

/** One line for each answer, with its scores (RFC 4180). */
export function studyCsv(scored: readonly ScoredCell[]): string {
  const lines = scored.map(({ cell, question, condition, score, held, overTrained }) => [
    question.id,
    question.question,
    question.accepted.join(' | '),
    conditionKey(condition),
    cell.reader,
    cell.text,
    Number(score.contains),
    Number(score.exact),
    score.f1.toFixed(4),
    Number(held),
    cell.promptTokens,
    cell.reusedTokens,
    Number(overTrained),
    cell.prefillMs.toFixed(1),
    cell.decodeMs.toFixed(1),
    cell.tokens,
    cell.memoryBytes,
  ]);
  return [COLUMNS, ...lines].map((line) => line.map(field).join(',')).join('\r\n') + '\r\n';
}

/** Quoted where needed; a spreadsheet must not take text for a formula. */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
