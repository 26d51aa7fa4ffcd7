/** The model in another language: titles of documents overlaid by locales. */
import type { LocaleDocument, PackManifest } from '../../metadata/types.ts';
import type { Entity, Field, Model, Pipeline } from './types.ts';

const known = new WeakMap<Model, Map<string, Model>>();

interface Texts {
  readonly title?: string;
  readonly plural?: string;
  readonly description?: string;
  readonly navigation?: Readonly<Record<string, string>>;
  readonly sections?: Readonly<Record<string, string>>;
  readonly statuses?: Readonly<Record<string, string>>;
  readonly transitions?: Readonly<Record<string, string>>;
  readonly rules?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<
    Record<
      string,
      {
        readonly title?: string;
        readonly description?: string;
        readonly inverseTitle?: string;
        readonly options?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** The same model with the titles of a language; what is not translated stays as it is. Made once per language. */
export function localise(model: Model, language: string): Model {
  let byLanguage = known.get(model);
  if (!byLanguage) known.set(model, (byLanguage = new Map<string, Model>()));
  let result = byLanguage.get(language);
  if (!result) byLanguage.set(language, (result = build(model, language)));
  return result;
}

function build(model: Model, language: string): Model {
  const locales = model.locales.filter((locale: LocaleDocument) => locale.language === language);
  if (locales.length === 0) return model;
  const texts = (id: string): Texts =>
    Object.assign({}, ...locales.map((locale) => (locale.texts as Readonly<Record<string, Texts>>)[id] ?? {})) as Texts;
  const titled = <T extends { readonly id: string; readonly title: string }>(documents: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...documents].map(([id, document]) => [id, { ...document, ...pick(texts(id)) }]));
  const pipelines = new Map([...model.pipelines].map(([id, pipeline]) => [id, localisePipeline(pipeline, texts(id))]));
  const entities = new Map([...model.entities].map(([id, entity]) => [id, localiseEntity(entity, texts(id), pipelines, texts)]));
  const forms = new Map(
    [...model.forms].map(([id, form]) => {
      const own = texts(id);
      return [
        id,
        {
          ...form,
          ...pick(own),
          sections: form.sections.map((section) =>
            section.title === undefined ? section : { ...section, title: own.sections?.[section.title] ?? section.title },
          ),
        },
      ] as const;
    }),
  );
  const packs = model.packs.map((pack: PackManifest) => {
    const own = texts(pack.id);
    return pack.navigation === undefined
      ? pack
      : { ...pack, navigation: pack.navigation.map((group) => ({ ...group, title: own.navigation?.[group.title] ?? group.title })) };
  });
  return {
    ...model,
    packs,
    pipelines,
    entities,
    forms: forms,
    views: titled(model.views),
    reports: titled(model.reports),
    audits: titled(model.audits),
    roles: titled(model.roles),
  };
}

function pick({ title, description }: Texts): { title?: string; description?: string } {
  return { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
}

function localisePipeline(pipeline: Pipeline, texts: Texts): Pipeline {
  const statuses = new Map(
    [...pipeline.statuses].map(([code, status]) => [code, { ...status, title: texts.statuses?.[code] ?? status.title }]),
  );
  const transitions = pipeline.document.transitions?.map((move) =>
    move.id !== undefined && texts.transitions?.[move.id] !== undefined ? { ...move, title: texts.transitions[move.id] as string } : move,
  );
  return {
    ...pipeline,
    title: texts.title ?? pipeline.title,
    statuses,
    document: { ...pipeline.document, ...(transitions ? { transitions } : {}) },
  };
}

function localiseEntity(entity: Entity, texts: Texts, pipelines: ReadonlyMap<string, Pipeline>, of: (id: string) => Texts): Entity {
  const fields = new Map(
    [...entity.fields].map(([name, field]) => [name, localiseField(field, field.system ? of('system.fields') : texts, pipelines)]),
  );
  const backlinks = entity.backlinks.map((backlink) => {
    const holder = of(backlink.entity);
    return { ...backlink, title: holder.properties?.[backlink.field]?.inverseTitle ?? holder.plural ?? backlink.title };
  });
  return {
    ...entity,
    title: texts.title ?? entity.title,
    plural: texts.plural ?? entity.plural,
    fields,
    backlinks,
    display: fields.get(entity.display.name) ?? entity.display,
    rules: entity.rules.map((rule) => ({ ...rule, ...messageOf(texts.rules?.[rule.id]) })),
  };
}

function messageOf(message: string | undefined): { message?: string } {
  return message === undefined ? {} : { message };
}

function localiseField(field: Field, texts: Texts, pipelines: ReadonlyMap<string, Pipeline>): Field {
  const own = texts.properties?.[field.name];
  const moved = field.pipelines.map((pipeline) => pipelines.get(pipeline.id) ?? pipeline);
  const statusTitles = moved.flatMap((pipeline) => [...pipeline.statuses.values()].map((status) => [status.code, status.title] as const));
  const optionTitles =
    field.codes && moved.length === 0
      ? field.codes.map((code) => [code, own?.options?.[code] ?? field.codeTitles?.get(code) ?? code] as const)
      : [];
  const titles = [...statusTitles, ...optionTitles];
  return {
    ...field,
    title: own?.title ?? field.title,
    description: own?.description ?? field.description,
    pipelines: moved,
    ...(titles.length > 0 ? { codeTitles: new Map(titles) } : {}),
  };
}
