/** Which language serves a reader best. */
import type { ParameterizedContext } from 'koa';
import { spokenLanguages } from '../../metadata/rules/spoken.ts';
import type { SettingsDocument } from '../../metadata/types.ts';

/** The wanted language if the workspace has it, else the one of the same base, else the workspace's own. */
export function chooseLanguage(settings: SettingsDocument, wanted: string): string {
  const offered = settings.languages ?? [settings.language];
  const base = wanted.split('-')[0];
  return (
    offered.find((language) => language === wanted) ?? offered.find((language) => language.split('-')[0] === base) ?? settings.language
  );
}

/** What is read of a request. */
type Asked = Pick<ParameterizedContext, 'acceptsLanguages'>;

/**
 * The language in which a stranger is answered: the best that `Accept-Language` (RFC 9110, 12.5.4) names of those that we speak.
 * @param otherwise where it names none of them, or is missing
 */
export function acceptedLanguage(ctx: Asked, otherwise: string): string {
  const first = spokenLanguages.find((language) => language === otherwise.split('-')[0]) ?? 'en';
  // What stands first is taken for a `*`, and where nothing is said.
  const offered = [first, ...spokenLanguages.filter((language) => language !== first)];
  return ctx.acceptsLanguages(offered) || first;
}
