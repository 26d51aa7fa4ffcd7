/** The codes that a field may take, with their titles and colours: options, or statuses of its pipelines. */
import type { ClientField, ClientOption } from '../../../../metadata/client-model.ts';
import type { useModel } from '../../stores/model.ts';

/** All choices of a field, in order. */
export function choicesOf(field: ClientField, model: ReturnType<typeof useModel>): readonly ClientOption[] {
  if (field.pipelines !== undefined)
    return model.statusesOf(field).map((status) => ({
      value: status.code,
      title: status.title ?? status.code,
      ...(status.colour === undefined ? {} : { colour: status.colour }),
    }));
  return field.options ?? [];
}

/** The choice of a code; one that the model does not know is shown as it stands. */
export function choiceOf(choices: readonly ClientOption[], code: unknown): ClientOption {
  const value = String(code);
  return choices.find((choice) => choice.value === value) ?? { value, title: value };
}
