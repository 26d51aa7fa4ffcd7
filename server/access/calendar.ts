/** The calendar by which somebody counts months and years. */
import type { PeriodEnvironment } from '../../metadata/rules/periods.ts';
import type { Model } from '../model/types.ts';
import type { Context } from './context.ts';

/** People who read Persian or Thai expect their own calendar. */
const ofLanguages: Readonly<Record<string, string>> = { fa: 'persian', th: 'buddhist' };

/**
 * The calendar of a reader: the workspace's, if it has one of its own, else the one of the language.
 * @param language BCP 47
 */
export function calendarOf(model: Pick<Model, 'settings'>, language: string): string {
  const stated = model.settings.calendar ?? 'gregory';
  if (stated !== 'gregory') return stated;
  return ofLanguages[language.split('-')[0]?.toLowerCase() ?? ''] ?? stated;
}

/**
 * What bears on periods for whoever acts: their zone and calendar. The fiscal year is the business's own and goes by the workspace's calendar,
 * whoever asks.
 */
export function periodEnvironment({ model, actor }: Pick<Context, 'model' | 'actor'>, now: Date): PeriodEnvironment {
  const { weekStart, fiscalYearStart, calendar } = model.settings;
  return {
    now,
    timeZone: actor.timeZone,
    weekStart: weekStart ?? 1,
    fiscalYearStart: fiscalYearStart ?? '01-01',
    calendar: calendarOf(model, actor.language),
    fiscalCalendar: calendar ?? 'gregory',
  };
}
