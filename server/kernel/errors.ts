/**
 * Errors that users see: RFC 9457 problem details. Everything else that is thrown is a fault of ours and becomes a 500
 * without its text.
 */

import { translated } from '../../metadata/rules/refusals.ts';

/** One thing that is wrong in the input: where (RFC 6901 pointer), what, and how to mend it. */
export interface ProblemItem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What `problem` takes: the HTTP status, a stable code for programs, and words for people. */
export interface ProblemInput {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly ProblemItem[];
  /** Seconds after which it may be tried again (`Retry-After`). */
  readonly retryAfter?: number;
  /** Further members of the problem document, such as the current version of a record. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An error with a problem document to show. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly ProblemItem[];
  readonly retryAfter: number | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(input: ProblemInput) {
    super(input.detail ?? input.title);
    this.name = 'Problem';
    this.status = input.status;
    this.code = input.code;
    this.title = input.title;
    this.detail = input.detail;
    this.errors = input.errors ?? [];
    this.retryAfter = input.retryAfter;
    this.extra = input.extra ?? {};
  }

  /** The document in English, for logs and for what is kept. */
  toJSON(): Record<string, unknown> {
    return this.document('en');
  }

  /** The document as it is sent (`application/problem+json`), in the reader's language. */
  document(language: string): Record<string, unknown> {
    const say = (text: string): string => translated(text, language);
    const errors = this.errors.map(({ message, hint, ...item }) => ({
      ...item,
      message: say(message),
      ...(hint === undefined ? {} : { hint: say(hint) }),
    }));
    return {
      type: `urn:relata:problem:${this.code}`,
      title: say(this.title),
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: say(this.detail) }),
      ...(errors.length === 0 ? {} : { errors }),
      ...this.extra,
    };
  }
}

/** 400: the request itself cannot be read (syntax, unknown parameter, unknown field or operator in a filter). */
export function badRequest(detail: string, errors: readonly ProblemItem[] = [], code = 'bad-request'): Problem {
  return new Problem({ status: 400, code, title: 'The request cannot be read', detail, errors });
}

/** 401: nobody is signed in. */
export function unauthenticated(detail = 'Sign in first.', code = 'not-signed-in'): Problem {
  return new Problem({ status: 401, code, title: 'Not signed in', detail });
}

/** 403: signed in, but the roles, or a restriction that binds everybody, do not permit this. */
export function forbidden(detail: string, errors: readonly ProblemItem[] = [], code = 'forbidden'): Problem {
  return new Problem({ status: 403, code, title: 'Not permitted', detail, errors });
}

/** 404: it is not there, or the user may not know that it is. */
export function notFound(detail: string): Problem {
  return new Problem({ status: 404, code: 'not-found', title: 'Not found', detail });
}

/** 409: it clashes with what is there (unique value, restricted delete). */
export function conflict(detail: string, errors: readonly ProblemItem[] = [], code = 'conflict'): Problem {
  return new Problem({ status: 409, code, title: 'Conflict', detail, errors });
}

/** 409: others were in the way just then. Nothing is wrong with the request, which may be sent again in a moment. */
export function overtaken(): Problem {
  const { status, code, title, message } = conflict('A record was changed or removed while this was being written. Try again.');
  return new Problem({ status, code, title, detail: message, retryAfter: 1 });
}

/**
 * 412: somebody else changed the record since it was read.
 * @param extra what else there is to say, such as the fields that changed since
 */
export function staleVersion(currentVersion: number, detail: string, extra: Readonly<Record<string, unknown>> = {}): Problem {
  return new Problem({
    status: 412,
    code: 'stale-version',
    title: 'The record has changed',
    detail,
    extra: { currentVersion, ...extra },
  });
}

/** The problem of one of several operations that are done together or not at all: it says which. */
export function atOperation(problem: Problem, operation: number): Problem {
  const { status, code, title, detail, errors, extra } = problem;
  return new Problem({ status, code, title, ...(detail === undefined ? {} : { detail }), errors, extra: { ...extra, operation } });
}

/** 422: the input is readable but wrong; every error at once, with pointers. */
export function invalid(errors: readonly ProblemItem[], detail?: string): Problem {
  const count = errors.length === 1 ? 'One value is' : `${errors.length} values are`;
  return new Problem({ status: 422, code: 'invalid', title: 'The input is not valid', detail: detail ?? `${count} not valid.`, errors });
}
