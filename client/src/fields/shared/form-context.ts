/** What a form tells the inputs in it beyond their own value. Inputs work without one, too: in a table's cell, in a dialog. */
import { inject, type InjectionKey } from 'vue';
import type { ClientEntity } from '../../../../metadata/client-model.ts';
import type { LinkValue } from '../../api/records.ts';

/** The form around an input. */
export interface FormContext {
  readonly entity: () => ClientEntity;
  /** The record as it is stored; undefined while it is a new one. */
  readonly record: () => Readonly<Record<string, unknown>> | undefined;
  /** What the form says now. */
  readonly values: () => Readonly<Record<string, unknown>>;
  readonly set: (name: string, value: unknown) => void;
  /** Opens a form for a new record of another entity; gives its link, or undefined when the user thinks better of it. */
  readonly createLinked: (entity: ClientEntity, words: string) => Promise<LinkValue | undefined>;
}

/** Provided by forms/RecordForm.vue. */
export const formContextKey: InjectionKey<FormContext> = Symbol('form');
/** Provided as true where there is room: cells then show all of a value, in several lines. */
export const fullDisplayKey: InjectionKey<boolean> = Symbol('full display');

/** The form around this input, if there is one. */
export function useFormContext(): FormContext | undefined {
  return inject(formContextKey, undefined);
}

/** Whether this cell has room for all of its value. */
export function useFullDisplay(): boolean {
  return inject(fullDisplayKey, false);
}
