/** Which of the workspace's languages serves a reader best. */
import type { SettingsDocument } from '../../metadata/types.ts';

/** The wanted language if the workspace has it, else the one of the same base, else the workspace's own. */
export function chooseLanguage(settings: SettingsDocument, wanted: string): string {
  const offered = settings.languages ?? [settings.language];
  const base = wanted.split('-')[0];
  return (
    offered.find((language) => language === wanted) ?? offered.find((language) => language.split('-')[0] === base) ?? settings.language
  );
}
