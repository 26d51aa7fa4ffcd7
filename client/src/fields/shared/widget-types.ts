/** Props that the components of every kind share. */
import type { ClientEntity, ClientField } from '../../../../metadata/client-model.ts';

/** Props of an input; it emits `update:modelValue` with a wire value, or with the raw text where that cannot be read. */
export interface InputProps {
  readonly modelValue?: unknown;
  readonly field: ClientField;
  readonly entity: ClientEntity;
  readonly disabled?: boolean | undefined;
  readonly id?: string | undefined;
  readonly invalid?: boolean | undefined;
}

/** Props of a cell. */
export interface CellProps {
  readonly value?: unknown;
  readonly field: ClientField;
  readonly record?: Readonly<Record<string, unknown>>;
}

/** Props of a filter: the value beside the path in a condition, such as `{ "gte": 5 }`. */
export interface FilterProps {
  readonly modelValue?: Readonly<Record<string, unknown>> | undefined;
  readonly field: ClientField;
}
