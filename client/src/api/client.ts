/** The one place that speaks HTTP: adds the headers that the server asks for and turns every failure into an ApiProblem. */
import { ApiProblem, type ProblemDocument } from './problem.ts';
import { chosenLanguage } from '../i18n/setup.ts';
import { viewAsHeader } from './view-as.ts';

/** What a call sends. */
export interface RequestOptions {
  /** Query parameters; empty ones are left out, objects are sent as JSON. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** JSON body. */
  readonly body?: unknown;
  /** Multipart body; instead of `body`. */
  readonly form?: FormData;
  /** Version of the record that the caller saw. */
  readonly ifMatch?: number | string;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The parsed answer beside its ETag (without quotes). */
export interface Answer<T> {
  readonly data: T;
  readonly etag: string | undefined;
  readonly status: number;
}

type Listener = (problem: ApiProblem) => void;
const listeners = new Set<Listener>();

/** Calls `listener` on every failed request (401, lost connection); returns its remover. */
export function onProblem(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function fail(problem: ApiProblem): never {
  for (const listener of listeners) listener(problem);
  throw problem;
}

/** `/api` path with its query string. */
export function apiUrl(path: string, query: Readonly<Record<string, unknown>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value)) {
      if (value.length > 0) parameters.set(name, value.join(','));
    } else parameters.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const text = parameters.toString();
  return `/api${path}${text === '' ? '' : `?${text}`}`;
}

async function readProblem(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '');
  try {
    const document = JSON.parse(text) as ProblemDocument;
    if (document !== null && typeof document === 'object') return new ApiProblem(response.status, document);
  } catch {
    /* not JSON: a proxy answered; what it said is the best there is */
  }
  return new ApiProblem(response.status, {
    title: response.statusText || `HTTP ${response.status}`,
    ...(text === '' || text.startsWith('<') ? {} : { detail: text.slice(0, 500) }),
  });
}

/** Whoever is not signed in is answered in the language that they chose here, else in that of their browser; a user's own setting goes before both. */
function languageHeader(): Readonly<Record<string, string>> {
  const language = chosenLanguage();
  return language === undefined ? {} : { 'Accept-Language': language };
}

/** Sends a request and returns the raw response when it succeeded. Throws ApiProblem. */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'X-Requested-With': 'relata',
    ...languageHeader(),
    ...viewAsHeader(path),
    ...options.headers,
  };
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`;
  let body: BodyInit | undefined;
  if (options.form !== undefined) body = options.form;
  else if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return fail(new ApiProblem(0, { title: 'No connection', code: 'network' }));
  }
  if (!response.ok) return fail(await readProblem(response));
  return response;
}

/** Sends a request and parses its JSON answer (undefined for 204). Throws ApiProblem. */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await send(method, path, options);
  const etag = response.headers.get('ETag')?.replace(/^W\//, '').replaceAll('"', '') ?? undefined;
  const data: unknown = response.status === 204 ? undefined : await response.json();
  return { data: data as T, etag, status: response.status };
}

/** Like `request`, with only the parsed body. */
export async function call<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  return (await request<T>(method, path, options)).data;
}
