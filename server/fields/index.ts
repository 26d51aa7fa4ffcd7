/** All field kinds. A new one is a file and a line here. */
import { address } from './address.ts';
import { autoNumber } from './auto-number.ts';
import { boolean } from './boolean.ts';
import { colour } from './colour.ts';
import { date } from './date.ts';
import { dateTime } from './date-time.ts';
import { decimal } from './decimal.ts';
import { duration } from './duration.ts';
import { email } from './email.ts';
import { file } from './file.ts';
import { formula } from './formula.ts';
import { id } from './id.ts';
import { image } from './image.ts';
import { integer } from './integer.ts';
import { json } from './json.ts';
import { linkAny } from './link-any.ts';
import { link } from './link.ts';
import { links } from './links.ts';
import { longText } from './long-text.ts';
import { money } from './money.ts';
import { multiSelect } from './multi-select.ts';
import { percent } from './percent.ts';
import { personName } from './person-name.ts';
import { phone } from './phone.ts';
import { rating } from './rating.ts';
import { richText } from './rich-text.ts';
import { rollup } from './rollup.ts';
import { select } from './select.ts';
import { status } from './status.ts';
import { tags } from './tags.ts';
import { text } from './text.ts';
import type { FieldKind } from './types.ts';
import { url } from './url.ts';
import { user } from './user.ts';

// prettier-ignore
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
