/** What a field of a new record begins with: the value that its document states, or what the settings say. */
import { fromSetting } from '../../metadata/rules/setting-value.ts';
import type { Field, Model } from './types.ts';

/** @returns the default as JSON; undefined when the document states none */
export function defaultOf({ settings }: Pick<Model, 'settings'>, { document }: Pick<Field, 'document'>): unknown {
  const name = fromSetting(document.default);
  return name === undefined ? document.default : settings[name];
}
