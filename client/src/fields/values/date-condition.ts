/** Conditions on dates and instants, as a filter asks them: whole days, of which instants know only the beginning. */
import { addDays } from '../../../../metadata/rules/calendar-dates.ts';

/** A way of asking. */
export type DateQuestion = 'within' | 'on' | 'from' | 'until' | 'between' | 'empty' | 'filled';

/** What the user chose: whole days (ISO) or the name of a period. */
export interface DateAnswer {
  readonly question: DateQuestion;
  readonly period?: string;
  readonly first?: string;
  readonly last?: string;
}

type Value = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The condition value of an answer; `{}` while something is missing. Days are inclusive for instants too: up to the day after. */
export function dateCondition(answer: DateAnswer, instants: boolean): Value {
  const { question, first = '', last = '' } = answer;
  const after = (day: string): string => addDays(day, 1) ?? day;
  switch (question) {
    case 'empty':
      return { empty: true };
    case 'filled':
      return { empty: false };
    case 'within':
      return answer.period === undefined || answer.period === '' ? {} : { within: answer.period };
    case 'on':
      return first === '' ? {} : instants ? { gte: first, lt: after(first) } : { eq: first };
    case 'from':
      return first === '' ? {} : { gte: first };
    case 'until':
      return last === '' ? {} : instants ? { lt: after(last) } : { lte: last };
    case 'between':
      return first === '' || last === '' ? {} : instants ? { gte: first, lt: after(last) } : { between: [first, last] };
  }
}

/** What a condition value says, for the filter that shows it; undefined for what such a filter cannot say. */
export function dateAnswer(value: Value): DateAnswer | undefined {
  const names = Object.keys(value).sort().join(' ');
  const before = (day: unknown): string => addDays(text(day), -1) ?? '';
  switch (names) {
    case 'empty':
      return { question: value['empty'] === true ? 'empty' : 'filled' };
    case 'within':
      return { question: 'within', period: text(value['within']) };
    case 'eq':
      return { question: 'on', first: text(value['eq']) };
    case 'gte':
      return { question: 'from', first: text(value['gte']) };
    case 'lte':
      return { question: 'until', last: text(value['lte']) };
    case 'lt':
      return { question: 'until', last: before(value['lt']) };
    case 'between': {
      const [first, last] = Array.isArray(value['between']) ? (value['between'] as readonly unknown[]) : [];
      return { question: 'between', first: text(first), last: text(last) };
    }
    case 'gte lt': {
      const last = before(value['lt']);
      return last === text(value['gte']) ? { question: 'on', first: last } : { question: 'between', first: text(value['gte']), last };
    }
    default:
      return undefined;
  }
}
