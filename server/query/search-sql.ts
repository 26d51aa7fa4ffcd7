/** The search box: every word must be found in one of the entity's search paths, in any script, folded. */
import { foldText } from '../../metadata/rules/fold.ts';
import { isReadable } from '../access/fields.ts';
import { all, any, id, raw, sql, type Sql } from '../database/sql.ts';
import { badRequest } from '../kernel/errors.ts';
import { likePattern } from './literals.ts';
import { expressionOf } from './expression.ts';
import { columnSql, type Source } from './source.ts';

const maximumWords = 8;

/**
 * The predicate of a search text, or undefined when it holds no word. Words of one or two characters look at the starts of words
 * (a trigram index needs three characters).
 */
export function searchSql(source: Source, text: string): Sql | undefined {
  if (text.includes('\0') || /[\ud800-\udfff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))) {
    throw badRequest('The search text holds a character that no record can hold.', [
      { pointer: '/q', code: 'text', message: 'Not a text.' },
    ]);
  }
  const words = foldText(text)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, maximumWords);
  if (words.length === 0) return undefined;
  const { model, rights } = source.compilation.context;
  const own = source.entity.search.filter((path) => source.entity.fields.has(path));
  const whole = own.every((path) => {
    const field = source.entity.fields.get(path);
    return field !== undefined && isReadable(model, rights, source.entity, field);
  });
  const linked = source.entity.search.filter((path) => !own.includes(path));
  return all(
    words.map((word) =>
      any([
        ...(whole ? [inColumn(columnSql(source, 'search_text'), word)] : inFields(source, own, word)),
        ...inFields(source, linked, word),
      ]),
    ),
  );
}

function inColumn(column: Sql, word: string): Sql {
  if ([...word].length >= 3) return sql`${column} like ${likePattern(word, false)}`;
  return sql`(${column} like ${likePattern(word, true)} or ${column} like ${`% ${likePattern(word, true)}`})`;
}

/** Looks in single fields: for readers from whom one of the search fields is hidden, and across links. */
function inFields(source: Source, paths: readonly string[], word: string): Sql[] {
  const fold = id(source.compilation.context.database.schema, 'relata_fold');
  return paths.flatMap((path) => {
    try {
      return [inColumn(sql`${fold}((${expressionOf(source, path).sql})::text)`, word)];
    } catch {
      return [raw('false')];
    }
  });
}
