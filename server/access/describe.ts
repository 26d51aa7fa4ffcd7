/** The model as one user may see it (`GET /api/model`): what is hidden is not in it at all. */
import { createHash } from 'node:crypto';
import type {
  ClientBacklink,
  ClientEntity,
  ClientField,
  ClientModel,
  ClientNavigationGroup,
  ClientNavigationItem,
  ClientPipeline,
} from '../../metadata/client-model.ts';
import type { FormDocument, PackManifest, PropertyDocument, ViewDocument } from '../../metadata/types.ts';
import { defaultOf } from '../model/default-of.ts';
import { localise } from '../model/localise.ts';
import { PathError } from '../model/paths.ts';
import type { Entity, Field, Model } from '../model/types.ts';
import { calendarOf } from './calendar.ts';
import type { Context } from './context.ts';
import { accessOf, restrictionsFor, statusRights } from './describe-rights.ts';
import { isReadable, pathReadable } from './fields.ts';
import { generatedForm, generatedViews } from './generated.ts';
import type { RecordAction } from './scopes.ts';

const rightToLeft = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'ckb', 'dv', 'yi']);
const generalMembers = new Set([
  'field',
  'title',
  'description',
  'id',
  'aliases',
  'default',
  'readOnly',
  'unique',
  'index',
  'placeholder',
  'hidden',
  'encrypted',
  'blindIndex',
  'options',
  'to',
  'where',
  'pipelines',
  'formula',
  'of',
  'onDelete',
  'inverse',
  'inverseTitle',
  'sum',
  'average',
  'count',
  'latest',
]);

/**
 * Describes the model.
 * @param language BCP 47; titles without a translation stay English
 */
export function describeModel(context: Context, language: string): ClientModel {
  const model = localise(context.model, language);
  const seen = new Seen(context, model);
  const entities = [...model.entities.values()].filter((entity) => seen.readable(entity)).map((entity) => seen.entity(entity));
  const visible = new Set(entities.map((entity) => entity.id));
  const views = seen.views(visible);
  const { actor, rights } = context;
  const body: Omit<ClientModel, 'version'> = {
    user: {
      id: actor.id ?? '',
      name: actor.name,
      ...(actor.email === null ? {} : { email: actor.email }),
      roles: actor.roles,
      teams: actor.teams,
      language,
      timeZone: actor.timeZone,
      calendar: calendarOf(model, language),
      admin: rights.admin,
    },
    ...(context.viewAs === undefined ? {} : { viewAs: context.viewAs }),
    settings: model.settings,
    language,
    direction: rightToLeft.has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr',
    navigation: seen.navigation(visible, views),
    entities,
    pipelines: seen.pipelines(),
    views,
    forms: seen.forms(visible),
    reports: [...model.reports.values()].filter((report) => visible.has(report.entity)),
    audits:
      rights.audits === 'none'
        ? []
        : [...model.audits.values()].map((audit) => ({
            id: audit.id,
            title: audit.title,
            ...(audit.description === undefined ? {} : { description: audit.description }),
            canRun: rights.audits === 'run',
          })),
  };
  return { version: createHash('sha256').update(JSON.stringify(body)).update(model.version).digest('base64url').slice(0, 27), ...body };
}

/** Builds the parts, with the context at hand. */
class Seen {
  readonly context: Context;
  readonly model: Model;
  constructor(context: Context, model: Model) {
    this.context = context;
    this.model = model;
  }

  readable(entity: Entity): boolean {
    return this.context.rights.entity(entity.id).scope('read') !== 'none';
  }

  entity(entity: Entity): ClientEntity {
    const rights = this.context.rights.entity(entity.id);
    const may = (action: RecordAction): boolean => rights.scope(action) !== 'none';
    const fields = [...entity.fields.values()].flatMap((field) => this.field(entity, field));
    const names = new Set(fields.map((field) => field.name));
    return {
      id: entity.id,
      name: entity.name,
      title: entity.title,
      plural: entity.plural,
      ...(entity.description === undefined ? {} : { description: entity.description }),
      ...(entity.icon === undefined ? {} : { icon: entity.icon }),
      display: entity.display.name,
      fields,
      backlinks: entity.backlinks.flatMap((backlink): ClientBacklink[] => {
        const holder = this.model.entities.get(backlink.entity);
        const link = holder?.fields.get(backlink.field);
        if (!holder || !link || link.system || !this.readable(holder) || !isReadable(this.context.model, this.context.rights, holder, link))
          return [];
        return [
          {
            ...(backlink.name === undefined ? {} : { name: backlink.name }),
            title: backlink.title,
            entity: backlink.entity,
            field: backlink.field,
          },
        ];
      }),
      // A rule that speaks of a hidden field would tell of it; the server enforces it all the same.
      rules: entity.rules.filter((rule) =>
        [...JSON.stringify(rule).matchAll(/"([A-Za-z][A-Za-z0-9]*)[".]/g)].every(
          ([, name]) => !entity.fields.has(name ?? '') || names.has(name ?? ''),
        ),
      ),
      searchable: entity.search.length > 0,
      can: {
        create: may('create'),
        update: may('update'),
        delete: may('delete'),
        transition: may('transition'),
        import: may('import'),
        export: may('export'),
      },
      ...this.particular(this.context.model.entities.get(entity.id) ?? entity),
    };
  }

  /** What depends on the record: on its status, or on a restriction that it falls under. */
  particular(entity: Entity): Pick<ClientEntity, 'statuses' | 'restrictions'> {
    const statuses = statusRights(this.context, entity);
    const restrictions = restrictionsFor(this.context, entity);
    return { ...(Object.keys(statuses).length === 0 ? {} : { statuses }), ...(restrictions.length === 0 ? {} : { restrictions }) };
  }

  field(entity: Entity, field: Field): ClientField[] {
    // Rights are asked of the model that the context carries: the localised one has other objects for the same fields.
    const own = this.context.model.entities.get(entity.id)?.fields.get(field.name) ?? field;
    const access = accessOf(this.context, this.context.model.entities.get(entity.id) ?? entity, own, () => undefined);
    if (access === 'hidden') return [];
    const document = field.document;
    const types = field.type.resolve?.(field) ?? { valueType: field.type.valueType, operators: field.type.operators };
    const limits = Object.fromEntries(Object.entries(document).filter(([name]) => !generalMembers.has(name)));
    const options = this.options(field);
    return [
      {
        name: field.name,
        title: field.title,
        kind: field.kind,
        // How a form treats a value follows from what it is, what can be asked of it from how it is stored.
        valueType: field.type.encrypts?.valueType ?? types.valueType,
        operators: types.operators,
        ...(field.description === undefined ? {} : { description: field.description }),
        ...(document.placeholder === undefined ? {} : { placeholder: document.placeholder }),
        access,
        required: field.required,
        unique: field.unique,
        system: field.system,
        hidden: field.hidden,
        computed: field.type.computed === true,
        ...(field.type.encrypts === undefined ? {} : { encrypted: true }),
        sortable: !['codes', 'records', 'reference', 'none'].includes(types.valueType),
        ...(document.default === undefined ? {} : { default: defaultOf(this.context.model, field) }),
        ...(options === undefined ? {} : { options }),
        ...(field.pipelines.length === 0 ? {} : { pipelines: field.pipelines.map((pipeline) => pipeline.id) }),
        ...(field.targets.length === 0
          ? {}
          : { targets: field.targets.filter((target) => this.context.rights.entity(target).scope('read') !== 'none') }),
        ...('where' in document && document.where !== undefined ? { where: document.where } : {}),
        ...resultOf(document, types.valueType),
        limits,
      },
    ];
  }

  options(field: Field): ClientField['options'] {
    const document = field.document;
    if (!('options' in document) || document.options === undefined) {
      return field.codes && field.pipelines.length === 0
        ? field.codes.map((value) => ({ value, title: field.codeTitles?.get(value) ?? value }))
        : undefined;
    }
    return document.options.map((option) => ({
      value: option.value,
      title: field.codeTitles?.get(option.value) ?? option.title ?? option.value,
      ...(option.colour === undefined ? {} : { colour: option.colour }),
    }));
  }

  pipelines(): ClientPipeline[] {
    return [...this.model.pipelines.values()].map((pipeline) => ({
      id: pipeline.id,
      title: pipeline.title,
      initial: pipeline.initial,
      statuses: [...pipeline.statuses.values()],
      ...(pipeline.document.transitions === undefined
        ? {}
        : {
            transitions: pipeline.document.transitions.filter(
              (move) =>
                this.context.rights.admin || !move.roles?.length || move.roles.some((role) => this.context.actor.roles.includes(role)),
            ),
          }),
    }));
  }

  /** Written views without the columns that the user may not see, then generated ones where an entity has none. */
  views(visible: ReadonlySet<string>): ViewDocument[] {
    const written = [...this.model.views.values()].filter((view) => visible.has(view.entity) && this.forMe(view));
    const shown = written.flatMap((view): ViewDocument[] => {
      const readable = (path: string): boolean => this.pathReadable(view.entity, path);
      if (view.type === 'table')
        return [{ ...view, columns: view.columns.filter((column) => readable(typeof column === 'string' ? column : column.field)) }];
      if (view.type === 'board') return readable(view.group) ? [view] : [];
      return readable(view.date) ? [view] : [];
    });
    const generated = [...visible].flatMap((id) => {
      const entity = this.model.entities.get(id);
      return entity
        ? generatedViews(
            entity,
            shown.filter((view) => view.entity === id),
            (name) => this.pathReadable(id, name),
          )
        : [];
    });
    return [...shown, ...generated];
  }

  forMe(view: { readonly roles?: readonly string[] }): boolean {
    return this.context.rights.admin || !view.roles?.length || view.roles.some((role) => this.context.actor.roles.includes(role));
  }

  pathReadable(entityId: string, path: string): boolean {
    const entity = this.context.model.entities.get(entityId);
    try {
      return entity !== undefined && pathReadable(this.context.model, this.context.rights, entity, path);
    } catch (error) {
      if (error instanceof PathError) return false;
      throw error;
    }
  }

  forms(visible: ReadonlySet<string>): FormDocument[] {
    const written = [...this.model.forms.values()].filter((form) => visible.has(form.entity));
    const generated = [...visible].flatMap((id) => {
      const entity = this.model.entities.get(id);
      return entity && !written.some((form) => form.entity === id) ? [generatedForm(entity)] : [];
    });
    return [...written, ...generated];
  }

  navigation(visible: ReadonlySet<string>, views: readonly ViewDocument[]): ClientNavigationGroup[] {
    // What the system pack offers is for administrators: it stands below everybody's work.
    const packs = [...this.model.packs].sort((one, other) => Number(one.id === 'system') - Number(other.id === 'system'));
    return packs
      .flatMap((pack: PackManifest) => pack.navigation ?? [])
      .flatMap((group): ClientNavigationGroup[] => {
        const items = group.items.flatMap((item) => this.item(item, visible, views));
        return items.length === 0 ? [] : [{ title: group.title, ...(group.icon === undefined ? {} : { icon: group.icon }), items }];
      });
  }

  item(
    item: NonNullable<PackManifest['navigation']>[number]['items'][number],
    visible: ReadonlySet<string>,
    views: readonly ViewDocument[],
  ): ClientNavigationItem[] {
    if (typeof item === 'string' || 'entity' in item) {
      const entity = this.model.entities.get(typeof item === 'string' ? item : item.entity);
      if (!entity || !visible.has(entity.id)) return [];
      return [{ title: entity.plural, ...(entity.icon === undefined ? {} : { icon: entity.icon }), entity: entity.id }];
    }
    if ('view' in item) {
      const view = views.find((candidate) => candidate.id === item.view);
      return view ? [{ title: view.title, entity: view.entity, view: view.id }] : [];
    }
    const report = this.model.reports.get(item.report);
    return report && visible.has(report.entity) ? [{ title: report.title, report: report.id }] : [];
  }
}

/** Kind by which a computed value is shown. */
function resultOf(document: PropertyDocument, valueType: string): { result?: string } {
  if (document.field === 'formula') return { result: document.result ?? valueType };
  return document.field === 'rollup' ? { result: document.count === true ? 'integer' : valueType } : {};
}
