/** Why somebody may or may not do something, and conditions in words, in the language of whoever reads them. */
import { english, type ReasonKey } from './reason-texts/en.ts';
import { persian } from './reason-texts/fa.ts';
import { khmer } from './reason-texts/km.ts';
import { thai } from './reason-texts/th.ts';
import { isPeriodName, rollingDays } from './period-names.ts';
import { spokenText, type HoleValues, type SpokenTexts } from './spoken.ts';

const texts: SpokenTexts<ReasonKey> = { en: english, th: thai, fa: persian, km: khmer };

/** A reason, or a part of one. */
export function reasonText(key: ReasonKey, values: HoleValues, language: string): string {
  return spokenText(texts, key, values, language);
}

/** Whether there is a text of this name. */
export function isReasonKey(key: string): key is ReasonKey {
  return Object.hasOwn(english, key);
}

/** A period that `within` takes. */
export function periodText(name: string, language: string): string {
  const rolling = rollingDays(name);
  if (rolling) return reasonText(`period.${rolling.direction}`, { days: rolling.days }, language);
  const key = `period.${name}`;
  return isPeriodName(name) && isReasonKey(key) ? reasonText(key, {}, language) : name;
}
