/** A value that stands in the settings: `{ "$setting": "baseCurrency" }`. */

/** Settings that a value may be taken from. */
export const settingNames = ['baseCurrency', 'timeZone', 'country', 'language'] as const;

/** One of them. */
export type SettingName = (typeof settingNames)[number];

/** Whether a value is meant to come from the settings, whatever stands behind `$setting`. */
export function isSettingValue(value: unknown): value is { readonly $setting: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, '$setting');
}

/** The setting that a value names; undefined for other values, and for settings that there are not. */
export function fromSetting(value: unknown): SettingName | undefined {
  return isSettingValue(value) ? settingNames.find((name) => name === value.$setting) : undefined;
}
