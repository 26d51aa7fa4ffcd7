/**
 * Which component serves a field. Every offer states how well it suits a field (0: not at all); the best offer wins, the later of
 * equals. Nothing but the first offer suits an unknown kind: a component that says so.
 *
 * A new kind: its components in a folder of its own, one line here.
 */
import type { Component } from 'vue';
import type { ClientField } from '../../../metadata/client-model.ts';
import AddressCell from './address/AddressCell.vue';
import AddressInput from './address/AddressInput.vue';
import BooleanCell from './boolean/BooleanCell.vue';
import BooleanFilter from './boolean/BooleanFilter.vue';
import BooleanInput from './boolean/BooleanInput.vue';
import ColourCell from './colour/ColourCell.vue';
import ColourInput from './colour/ColourInput.vue';
import DateCell from './date/DateCell.vue';
import DateFilter from './date/DateFilter.vue';
import DateInput from './date/DateInput.vue';
import DateTimeCell from './dateTime/DateTimeCell.vue';
import DateTimeInput from './dateTime/DateTimeInput.vue';
import DurationCell from './duration/DurationCell.vue';
import DurationFilter from './duration/DurationFilter.vue';
import DurationInput from './duration/DurationInput.vue';
import EmailCell from './email/EmailCell.vue';
import FileCell from './file/FileCell.vue';
import FileInput from './file/FileInput.vue';
import JsonCell from './json/JsonCell.vue';
import JsonInput from './json/JsonInput.vue';
import LinkCell from './link/LinkCell.vue';
import LinkFilter from './link/LinkFilter.vue';
import LinkInput from './link/LinkInput.vue';
import LinkAnyInput from './linkAny/LinkAnyInput.vue';
import LongTextInput from './longText/LongTextInput.vue';
import MoneyCell from './money/MoneyCell.vue';
import MoneyInput from './money/MoneyInput.vue';
import NumberCell from './number/NumberCell.vue';
import NumberFilter from './number/NumberFilter.vue';
import NumberInput from './number/NumberInput.vue';
import PersonNameInput from './personName/PersonNameInput.vue';
import PhoneCell from './phone/PhoneCell.vue';
import PhoneInput from './phone/PhoneInput.vue';
import { anyField, best, computedField, masked, ofKind, ofValueType, type Offer } from './ranking.ts';
import RatingCell from './rating/RatingCell.vue';
import RatingInput from './rating/RatingInput.vue';
import RichTextCell from './richText/RichTextCell.vue';
import RichTextInput from './richText/RichTextInput.vue';
import SelectInput from './select/SelectInput.vue';
import EmptyFilter from './shared/EmptyFilter.vue';
import MaskedCell from './shared/MaskedCell.vue';
import OptionCell from './shared/OptionCell.vue';
import OptionFilter from './shared/OptionFilter.vue';
import ReadOnlyInput from './shared/ReadOnlyInput.vue';
import TextCell from './shared/TextCell.vue';
import TextFilter from './shared/TextFilter.vue';
import TextInput from './shared/TextInput.vue';
import StatusInput from './status/StatusInput.vue';
import TagsInput from './tags/TagsInput.vue';
import UnknownCell from './unknown/UnknownCell.vue';
import UnknownInput from './unknown/UnknownInput.vue';
import UrlCell from './url/UrlCell.vue';

const inputs: readonly Offer<Component>[] = [
  anyField(UnknownInput),
  ofKind(TextInput, 'text', 'email', 'url'),
  ofKind(LongTextInput, 'longText'),
  ofKind(RichTextInput, 'richText'),
  ofKind(NumberInput, 'integer', 'decimal', 'percent'),
  ofKind(MoneyInput, 'money'),
  ofKind(BooleanInput, 'boolean'),
  ofKind(DateInput, 'date'),
  ofKind(DateTimeInput, 'dateTime'),
  ofKind(DurationInput, 'duration'),
  ofKind(PhoneInput, 'phone'),
  ofKind(SelectInput, 'select', 'multiSelect'),
  ofKind(TagsInput, 'tags'),
  ofKind(StatusInput, 'status'),
  ofKind(LinkInput, 'link', 'links', 'user'),
  ofKind(LinkAnyInput, 'linkAny'),
  ofKind(AddressInput, 'address'),
  ofKind(PersonNameInput, 'personName'),
  ofKind(RatingInput, 'rating'),
  ofKind(ColourInput, 'colour'),
  ofKind(JsonInput, 'json'),
  ofKind(FileInput, 'file', 'image'),
  computedField(ReadOnlyInput),
];

const cells: readonly Offer<Component>[] = [
  anyField(UnknownCell),
  ofKind(TextCell, 'text', 'longText', 'autoNumber', 'personName'),
  ofKind(RichTextCell, 'richText'),
  ofKind(NumberCell, 'integer', 'decimal', 'percent'),
  ofKind(MoneyCell, 'money'),
  ofKind(BooleanCell, 'boolean'),
  ofKind(DateCell, 'date'),
  ofKind(DateTimeCell, 'dateTime'),
  ofKind(DurationCell, 'duration'),
  ofKind(EmailCell, 'email'),
  ofKind(PhoneCell, 'phone'),
  ofKind(UrlCell, 'url'),
  ofKind(OptionCell, 'select', 'multiSelect', 'tags', 'status'),
  ofKind(LinkCell, 'link', 'links', 'linkAny', 'user'),
  ofKind(AddressCell, 'address'),
  ofKind(RatingCell, 'rating'),
  ofKind(ColourCell, 'colour'),
  ofKind(JsonCell, 'json'),
  ofKind(FileCell, 'file', 'image'),
  masked(MaskedCell),
];

/** How a field is asked for follows from how its values compare. */
const filters: readonly Offer<Component>[] = [
  anyField(EmptyFilter),
  ofValueType(TextFilter, 'text'),
  ofValueType(NumberFilter, 'number', 'money'),
  ofValueType(BooleanFilter, 'boolean'),
  ofValueType(DateFilter, 'date', 'instant'),
  ofValueType(DurationFilter, 'duration'),
  ofValueType(OptionFilter, 'code', 'codes'),
  ofValueType(LinkFilter, 'record', 'records', 'reference'),
];

function serve(offers: readonly Offer<Component>[], field: ClientField): Component {
  const found = best(offers, field);
  if (found === undefined) throw new RangeError(`No component serves the field "${field.name}".`);
  return found;
}

/** The component that edits a field: props `modelValue field entity disabled id invalid`, emits `update:modelValue` (wire value). */
export function fieldInput(field: ClientField): Component {
  return serve(inputs, field);
}

/** The component that shows a value of a field: props `value field record`. */
export function fieldCell(field: ClientField): Component {
  return serve(cells, field);
}

/** The component that asks for a field: props `modelValue` (a condition value such as `{ "gte": 5 }`) and `field`, emits `update:modelValue`. */
export function fieldFilter(field: ClientField): Component {
  return serve(filters, field);
}
