/** The client model as what sources must know of entities. */
import type { ClientEntity, ClientField, ClientModel } from '../client-model.ts';
import type { SourceEntity, SourceField } from './record-source.ts';

/** Describes an entity of the client model for `recordSource`; undefined when the user may not see it. */
export function describeEntity(model: ClientModel, id: string): SourceEntity | undefined {
  const entity = model.entities.find((candidate) => candidate.id === id);
  return entity && describe(model, entity);
}

function describe(model: ClientModel, entity: ClientEntity): SourceEntity {
  const fields = new Map(entity.fields.map((field) => [field.name, field]));
  return {
    field: (name) => {
      const field = fields.get(name);
      return field && describeField(model, field);
    },
    backlink: (name) => {
      const backlink = entity.backlinks.find((candidate) => candidate.name === name);
      return backlink && describeEntity(model, backlink.entity);
    },
  };
}

/** Targets are looked up when they are asked for: entities link in circles. */
function describeField(model: ClientModel, field: ClientField): SourceField {
  const { kind, valueType, targets, pipelines } = field;
  return {
    kind,
    valueType,
    get target() {
      return targets?.length === 1 && targets[0] !== undefined ? describeEntity(model, targets[0]) : undefined;
    },
    statuses: pipelines && pipelines.flatMap((id) => model.pipelines.find((pipeline) => pipeline.id === id)?.statuses ?? []),
  };
}
