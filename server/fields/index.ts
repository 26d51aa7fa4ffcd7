/** All field kinds. A new one is a file and a line here. */
import { address } from './address.ts';
import { autoNumber } from './auto-number.ts';
import { boolean } from './boolean.ts';
import { colour } from './colour.ts';
import { formula, rollup } from './computed.ts';
import { date } from './date.ts';
import { dateTime } from './date-time.ts';
import { decimal, percent } from './decimal.ts';
import { duration } from './duration.ts';
import { email } from './email.ts';
import { file, image } from './file.ts';
import { id } from './id.ts';
import { integer, rating } from './integer.ts';
import { json } from './json.ts';
import { link, links, user } from './link.ts';
import { linkAny } from './link-any.ts';
import { longText } from './long-text.ts';
import { money } from './money.ts';
import { multiSelect, tags } from './multi-select.ts';
import { personName } from './person-name.ts';
import { phone } from './phone.ts';
import { richText } from './rich-text.ts';
import { select, status } from './select.ts';
import { text } from './text.ts';
import type { FieldKind } from './types.ts';
import { url } from './url.ts';

const kinds: readonly FieldKind[] = [
  text, longText, richText, integer, decimal, percent, money, boolean, date, dateTime, duration, email, phone, url, select, multiSelect, tags, status, link, links, linkAny, user,
  autoNumber, address, personName, rating, colour, json, file, image, formula, rollup, id,
];
const byName = new Map(kinds.map((kind) => [kind.kind, kind]));

/** All kinds, in the order of the language's table. */
export const fieldKinds: readonly FieldKind[] = kinds;

/** A kind by its name in documents. */
export function fieldKind(name: string): FieldKind | undefined {
  return byName.get(name);
}
