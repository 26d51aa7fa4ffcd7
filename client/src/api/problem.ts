/** One fault of a request: which member, what is wrong, how to mend it. */
export interface ProblemItem {
  /** JSON pointer into the sent body, such as `/amount`. */
  readonly pointer?: string;
  readonly code?: string;
  readonly message: string;
  readonly hint?: string;
}

/** An RFC 9457 problem document as the server sends it. */
export interface ProblemDocument {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly ProblemItem[];
  readonly currentVersion?: number;
  /** What changed since: what it was before and after, and what it is now. */
  readonly fields?: readonly {
    readonly field: string;
    readonly title: string;
    readonly before: unknown;
    readonly after: unknown;
    readonly current: unknown;
    readonly masked?: boolean;
  }[];
}

/** A refused or failed request. `status` 0 means that the server could not be reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly errors: readonly ProblemItem[];
  readonly document: ProblemDocument;

  constructor(status: number, document: ProblemDocument) {
    super(document.detail ?? document.title ?? `HTTP ${status}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = document.code ?? (status === 0 ? 'network' : `http-${status}`);
    this.title = document.title ?? `HTTP ${status}`;
    this.detail = document.detail;
    this.errors = document.errors ?? [];
    this.document = document;
  }
}

/** True when a failure means that the server could not be reached at all. */
export function isOffline(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 0;
}
