/** The environment in which values of a model are read where no user's language or zone counts. */
import type { FieldEnvironment } from '../fields/types.ts';
import type { Model } from './types.ts';

/** As the settings say. */
export function environmentOf({ settings }: Pick<Model, 'settings'>): FieldEnvironment {
  const { baseCurrency, currencies, timeZone, country, language } = settings;
  return { baseCurrency, currencies, timeZone, country, language };
}
