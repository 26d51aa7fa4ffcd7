/** The outermost middleware: whatever goes wrong becomes a problem document; faults of ours show no text of theirs. */
import type { Middleware } from 'koa';
import { ConditionError } from '../../metadata/rules/condition.ts';
import { refusalText } from '../../metadata/rules/refusals.ts';
import { spokenLanguage } from '../../metadata/rules/spoken.ts';
import { badRequest, notFound, overtaken, Problem } from '../kernel/errors.ts';
import { isLost } from '../database/lost.ts';
import { isContention } from '../database/transaction.ts';
import type { Logger } from '../kernel/logger.ts';
import type { ApiState } from './authenticate.ts';
import { acceptedLanguage } from './language.ts';

/**
 * Turns thrown errors and unanswered API calls into RFC 9457 problems, in the language of whoever is signed in, else in the one that the request accepts.
 * @param language the workspace's own
 */
export function problems(logger: Logger, language: () => string): Middleware<Partial<ApiState>> {
  return async (ctx, next) => {
    try {
      demandReadable(ctx.req.url ?? '');
      await next();
      if (ctx.status === 404 && ctx.body == null) {
        const spoken = ctx.state.context?.actor.language ?? acceptedLanguage(ctx, language());
        throw notFound(refusalText('nothingAt', { path: ctx.path.slice(0, 200) }, spoken));
      }
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) logger.error({ err: error, path: ctx.path, method: ctx.method }, 'A request failed.');
      else if (!(error instanceof Problem) && isOfDatabase(error))
        logger.warn({ err: error, path: ctx.path, method: ctx.method }, 'The database refused what a request asked for.');
      ctx.status = problem.status;
      ctx.remove('Content-Disposition');
      ctx.remove('ETag');
      ctx.set('Cache-Control', 'no-store');
      if (problem.retryAfter !== undefined) ctx.set('Retry-After', String(problem.retryAfter));
      const spoken = spokenLanguage(ctx.state.context?.actor.language ?? acceptedLanguage(ctx, language()));
      ctx.set('Content-Language', spoken);
      ctx.body = JSON.stringify(problem.document(spoken));
      ctx.type = 'application/problem+json';
    }
  };
}

/** An address in the absolute form may be none; whatever asks for its path throws then. @throws Problem 400 */
function demandReadable(url: string): void {
  if (!url.startsWith('/') && url !== '*' && !URL.canParse(url)) throw badRequest('The address of the request cannot be read.');
}

/**
 * What the database says of values that passed every check before it: the last net, so that a value of the caller's is never called a
 * fault of ours. Each of these that is seen in the log wants a check of its own, with a pointer.
 */
const databaseRefusals: Readonly<Record<string, string>> = {
  '22021': 'A text holds a character that cannot be stored or compared.',
  '22P05': 'A text holds a character that cannot be stored or compared.',
  '22P02': 'A value does not have the form of what it is compared with.',
  '22007': 'A date or time cannot be read.',
  '22008': 'A date or time is out of range.',
  '22003': 'A number is too large or too small.',
  '54000': 'The request asks for too much at once.',
  '54001': 'The request is nested too deep.',
  '54011': 'The request asks for too much at once.',
  '54023': 'The request asks for too much at once.',
};

/** Whether PostgreSQL reported an error: others have codes of five characters, too. */
function isOfDatabase(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'severity' in error && 'code' in error;
}

/** The problem that an error means to the caller. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ConditionError) {
    return badRequest(
      'The condition cannot be read.',
      error.errors.map((item) => ({ code: 'condition', ...item })),
      'condition',
    );
  }
  const { status, code } = error as { status?: unknown; code?: unknown };
  if (status === 413)
    return new Problem({ status: 413, code: 'too-large', title: 'The request is too large', detail: 'Send less at once.' });
  if (status === 400 || error instanceof SyntaxError || error instanceof URIError)
    return badRequest('The body or the address of the request cannot be read.');
  if (status === 415) return new Problem({ status: 415, code: 'media-type', title: 'Wrong media type', detail: 'Send application/json.' });
  const refused = databaseRefusals[String(code)];
  if (isOfDatabase(error) && refused !== undefined) return badRequest(refused, [{ pointer: '', code: 'value', message: refused }], 'value');
  if (error instanceof RangeError && error.message.startsWith('Maximum call stack'))
    return badRequest('The request is nested too deep.', [{ pointer: '', code: 'depth', message: 'Nested too deep.' }], 'depth');
  // 57014: the database stopped a statement that took too long.
  if (code === '57014')
    return new Problem({ status: 503, code: 'too-slow', title: 'The request took too long', detail: 'Narrow the filter and try again.' });
  if (isLost(error)) return unavailable();
  if (isContention(error)) return overtaken();
  return new Problem({
    status: 500,
    code: 'internal',
    title: 'Something went wrong on the server',
    detail: 'The operator finds the cause in the log.',
  });
}

function unavailable(): Problem {
  return new Problem({
    status: 503,
    code: 'unavailable',
    title: 'The database is not to be had',
    retryAfter: 1,
    detail: 'Try again in a moment. What was to be written may have been; with the same Idempotency-Key it is done once.',
  });
}
