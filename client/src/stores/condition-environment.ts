/** What conditions are asked against in the browser: the time, the user, the calendar, the currency. */
import type { ConditionEnvironment } from '../../../metadata/rules/evaluate.ts';
import { formatContext } from '../i18n/format.ts';
import type { useModel } from './model.ts';

/** The environment of the signed-in user, now. */
export function conditionEnvironment(model: ReturnType<typeof useModel>): ConditionEnvironment {
  const { settings, user } = model.model ?? {};
  const { timeZone, calendar, weekStart } = formatContext();
  return {
    now: new Date(),
    timeZone,
    calendar,
    weekStart,
    fiscalYearStart: settings?.fiscalYearStart ?? '01-01',
    me: { id: user?.id ?? null, team: user?.teams[0] ?? null, teams: user?.teams ?? [] },
    toBase: (amount, currency) => (currency === settings?.baseCurrency ? amount : undefined),
  };
}
