/** Ties an input to the label, hint and error around it. Call it once in the setup of an input. */
import { useFormField } from '@nuxt/ui/composables';
import { computed, type ComputedRef } from 'vue';
import type { InputProps } from './widget-types.ts';

/** Attributes for the one element that takes the focus. */
export interface InputField {
  readonly attributes: ComputedRef<Readonly<Record<string, unknown>>>;
  /** The kit's colour and ring for what is wrong. */
  readonly tone: ComputedRef<{ color?: 'error'; highlight?: true }>;
}

/** The kit's own inputs below this one do not see the label's field any more, so that a second one cannot take its id. */
export function useInputField(props: InputProps): InputField {
  const { ariaAttrs } = useFormField(props.id === undefined ? {} : { id: props.id });
  return {
    attributes: computed(() => ({
      ...ariaAttrs.value,
      ...(props.id === undefined ? {} : { id: props.id }),
      ...(props.field.required ? { 'aria-required': true } : {}),
      ...(props.invalid === true ? { 'aria-invalid': true } : {}),
    })),
    tone: computed(() => (props.invalid === true ? { color: 'error', highlight: true } : {})),
  };
}
