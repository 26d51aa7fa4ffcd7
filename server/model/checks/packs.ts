/** Manifests and settings: what packs require of one another, where navigation leads, and what the world knows of currencies and zones. */
import semver from 'semver';
import type { PackManifest, SettingsDocument } from '../../../metadata/types.ts';
import { below, demandDocument, demandEntity, didYouMean, report, type Checking, type Place } from './checking.ts';

/** Checks one manifest. */
export function checkPack(checking: Checking, place: Place, pack: PackManifest): void {
  for (const [id, range] of Object.entries(pack.requires ?? {})) checkRequirement(checking, below(place, 'requires', id), pack, id, range);
  (pack.navigation ?? []).forEach((group, position) => {
    group.items.forEach((item, index) => {
      const at = below(place, 'navigation', position, 'items', index);
      if (typeof item === 'string') demandEntity(checking, at, item);
      else if ('entity' in item) demandEntity(checking, below(at, 'entity'), item.entity);
      else if ('view' in item) demandDocument(checking, below(at, 'view'), 'view', item.view);
      else demandDocument(checking, below(at, 'report'), 'report', item.report);
    });
  });
}

function checkRequirement(checking: Checking, place: Place, pack: PackManifest, id: string, range: string): void {
  const needed = checking.model.packs.find((candidate) => candidate.id === id);
  if (id === pack.id) report(checking, place, 'A pack cannot require itself.');
  else if (!needed) {
    if (!checking.broken.has(`pack ${id}`))
      report(
        checking,
        place,
        `The pack "${id}" is not there.`,
        didYouMean(
          id,
          checking.model.packs.map((each) => each.id),
        ) ?? 'Add it, or remove the requirement.',
      );
  } else if (semver.validRange(range) === null)
    report(checking, place, `"${range}" is no range of versions.`, 'Write "^1.2.0" or ">=1.2.0 <3.0.0".');
  else if (!semver.satisfies(needed.version, range, { includePrerelease: true }))
    report(checking, place, `"${id}" is there in version ${needed.version}, which is not ${range}.`);
  if (needed && requiresBack(checking, needed, pack.id, new Set()))
    report(checking, place, `"${id}" requires "${pack.id}" in turn.`, 'One of the two must do without the other.');
}

function requiresBack(checking: Checking, from: PackManifest, wanted: string, seen: Set<string>): boolean {
  if (seen.has(from.id)) return false;
  seen.add(from.id);
  return Object.keys(from.requires ?? {}).some((id) => {
    const next = checking.model.packs.find((candidate) => candidate.id === id);
    return id === wanted || (next !== undefined && requiresBack(checking, next, wanted, seen));
  });
}

/** Checks the settings. */
export function checkSettings(checking: Checking, place: Place, settings: SettingsDocument): void {
  const known = new Set(Intl.supportedValuesOf('currency'));
  settings.currencies.forEach((currency, index) => {
    if (!known.has(currency))
      report(checking, below(place, 'currencies', index), `"${currency}" is no currency of ISO 4217.`, didYouMean(currency, known));
  });
  if (!settings.currencies.includes(settings.baseCurrency))
    report(
      checking,
      below(place, 'baseCurrency'),
      `The base currency "${settings.baseCurrency}" is not among the currencies.`,
      `There are ${settings.currencies.join(', ')}.`,
    );
  if (!isTimeZone(settings.timeZone))
    report(
      checking,
      below(place, 'timeZone'),
      `There is no time zone "${settings.timeZone}".`,
      didYouMean(settings.timeZone, Intl.supportedValuesOf('timeZone')),
    );
  if (settings.languages !== undefined && !settings.languages.includes(settings.language))
    report(
      checking,
      below(place, 'language'),
      `The language "${settings.language}" is not among the languages.`,
      `There are ${settings.languages.join(', ')}.`,
    );
  checkAnalysts(checking, place, settings);
}

/** Views in the database have no user: a role that sees some records of an entity cannot say which. */
function checkAnalysts(checking: Checking, place: Place, { analysts }: SettingsDocument): void {
  if (analysts === undefined) return;
  const at = below(place, 'analysts', 'role');
  demandDocument(checking, at, 'role', analysts.role);
  const role = checking.model.roles.get(analysts.role);
  if (role === undefined || role.admin === true) return;
  for (const [entity, { read }] of Object.entries(role.entities ?? {}))
    if (read !== undefined && !['all', 'none', true, false].includes(read as string | boolean))
      report(
        checking,
        at,
        `The role "${role.id}" sees only some records of ${entity}.`,
        'Take a role that reads all of its entities ("all") or none, or one made for analysts.',
      );
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
