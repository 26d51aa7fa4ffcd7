/** The outermost middleware: whatever goes wrong becomes a problem document; faults of ours show no text of theirs. */
import type { Middleware } from 'koa';
import { ConditionError } from '../../metadata/rules/condition.ts';
import { badRequest, notFound, Problem } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';

/** Turns thrown errors and unanswered API calls into RFC 9457 problems. */
export function problems(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null && ctx.path.startsWith('/api')) throw notFound(`There is nothing at ${ctx.path}.`);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) logger.error({ err: error, path: ctx.path, method: ctx.method }, 'A request failed.');
      ctx.status = problem.status;
      ctx.set('Cache-Control', 'no-store');
      ctx.body = JSON.stringify(problem);
      ctx.type = 'application/problem+json';
    }
  };
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
  // 57014: the database stopped a statement that took too long; 53300, 57P03: it takes no more for the moment.
  if (code === '57014')
    return new Problem({ status: 503, code: 'too-slow', title: 'The request took too long', detail: 'Narrow the filter and try again.' });
  if (code === '53300' || code === '57P03' || code === 'ECONNREFUSED')
    return new Problem({ status: 503, code: 'unavailable', title: 'The database is not to be had', detail: 'Try again in a moment.' });
  return new Problem({
    status: 500,
    code: 'internal',
    title: 'Something went wrong on the server',
    detail: 'The operator finds the cause in the log.',
  });
}
