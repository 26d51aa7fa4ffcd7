/** The model as this user may see it, and the questions that screens ask of it. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { ClientEntity, ClientField, ClientModel, ClientPipeline } from '../../../metadata/client-model.ts';
import type { FormDocument, ReportDocument, StatusDocument, ViewDocument } from '../../../metadata/types.ts';
import { call } from '../api/client.ts';
import { viewedAs } from '../api/view-as.ts';
import { chosenLanguage, useLanguage } from '../i18n/setup.ts';
import { setFormatContext } from '../i18n/format.ts';

/** A field found by a path, beside the titles passed on the way. */
export interface FieldAt {
  readonly field: ClientField;
  readonly title: string;
}

/** Through other eyes one may only look: nothing is offered that would change anything. */
function withoutWrites(model: ClientModel): ClientModel {
  return {
    ...model,
    entities: model.entities.map(({ statuses: _, ...entity }) => ({
      ...entity,
      can: { ...entity.can, create: false, update: false, delete: false, transition: false, import: false },
      fields: entity.fields.map((field) => (field.access === 'write' ? { ...field, access: 'read' } : field)),
    })),
    audits: model.audits.map((audit) => ({ ...audit, canRun: false })),
  };
}

/** Model state. Everything but `model` is derived. */
export const useModel = defineStore('model', () => {
  const model = shallowRef<ClientModel>();
  const byName = computed(
    () =>
      new Map(
        (model.value?.entities ?? []).flatMap(
          (entity) =>
            [
              [entity.id, entity],
              [entity.name, entity],
            ] as const,
        ),
      ),
  );

  /** Fetches the model and takes over its language, direction, zone and calendar. Throws ApiProblem. */
  async function load(): Promise<ClientModel> {
    const language = chosenLanguage();
    const fresh = await call<ClientModel>('GET', '/model', {
      query: { language },
    });
    setFormatContext({
      language: language ?? fresh.language,
      timeZone: fresh.user.timeZone,
      calendar: fresh.user.calendar,
      weekStart: fresh.settings.weekStart ?? 1,
    });
    await useLanguage(language ?? fresh.language);
    model.value = viewedAs.value === undefined ? fresh : withoutWrites(fresh);
    return model.value;
  }

  /** Forgets the model (after signing out). */
  function clear(): void {
    model.value = undefined;
  }

  /** The entity by id or short name. */
  const entity = (name: string): ClientEntity | undefined => byName.value.get(name);

  /** The field at a path of names across to-one links, with its title ("Account · Industry"). */
  function fieldAt(start: ClientEntity, path: string): FieldAt | undefined {
    let current: ClientEntity | undefined = start;
    const titles: string[] = [];
    const names = path.split('.');
    for (const [index, name] of names.entries()) {
      const field: ClientField | undefined = current?.fields.find((candidate) => candidate.name === name);
      if (field === undefined) return undefined;
      titles.push(field.title);
      if (index === names.length - 1) return { field, title: titles.join(' · ') };
      current = field.targets?.[0] === undefined ? undefined : entity(field.targets[0]);
    }
    return undefined;
  }

  const viewsOf = (id: string): readonly ViewDocument[] => (model.value?.views ?? []).filter((view) => view.entity === id);
  const viewById = (id: string): ViewDocument | undefined => model.value?.views.find((view) => view.id === id);
  const formOf = (id: string): FormDocument | undefined => model.value?.forms.find((form) => form.entity === id);
  const pipeline = (id: string): ClientPipeline | undefined => model.value?.pipelines.find((candidate) => candidate.id === id);
  const report = (id: string): ReportDocument | undefined => model.value?.reports.find((candidate) => candidate.id === id);

  /** The pipeline that a record's status field follows: the one its `<name>Pipeline` column says, else the only one. */
  function pipelineOf(field: ClientField, record?: Readonly<Record<string, unknown>>): ClientPipeline | undefined {
    const stated = record?.[`${field.name}Pipeline`];
    const id = typeof stated === 'string' ? stated : field.pipelines?.[0];
    return id === undefined ? undefined : pipeline(id);
  }

  /** All statuses that a field may take, each code once, in the order of its pipelines. */
  function statusesOf(field: ClientField): readonly StatusDocument[] {
    const seen = new Map<string, StatusDocument>();
    for (const id of field.pipelines ?? [])
      for (const status of pipeline(id)?.statuses ?? []) if (!seen.has(status.code)) seen.set(status.code, status);
    return [...seen.values()];
  }

  return { model, load, clear, entity, fieldAt, viewsOf, viewById, formOf, pipeline, pipelineOf, statusesOf, report };
});
