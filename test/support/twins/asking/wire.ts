/** HTTP/1.1 to a server in this process, over streams in memory: the real parser and the real answers, head and body, without the cost of sockets. */
import { createServer, type RequestListener } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';

/** An answer as it came over the wire. */
export interface Raw {
  readonly status: number;
  /** The status line and the headers, but for the time of day. */
  readonly head: string;
  readonly body: string;
}

/** One request. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

/** A connection that is kept open; requests on it are answered in turn. */
export interface Wire {
  ask(request: Request): Promise<Raw>;
  close(): void;
}

/** An answer that does not end. */
export interface Stream {
  /** What has come, chunk marks and all. */
  text(): string;
  close(): void;
}

/** A server to which wires lead. */
export interface Server {
  /** Opens a connection. */
  open(): Wire;
  /** Asks for what goes on for ever, such as events. */
  listen(request: Request): Stream;
}

/** Makes a server without sockets. */
export function wiresTo(handle: RequestListener): Server {
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, handle);
  const connect = (): Duplex => {
    const [near, far] = duplexPair();
    server.emit('connection', far);
    return near;
  };
  return {
    open: () => wireOver(connect()),
    listen(request) {
      const near = connect();
      let text = '';
      near.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      near.write(bytesOf(request));
      return { text: () => text, close: () => void near.destroy() };
    },
  };
}

function bytesOf({ method, path, headers, body = '' }: Request): Buffer {
  const bytes = Buffer.from(body as string);
  const lines = Object.entries({ Host: '127.0.0.1', ...headers, ...(bytes.length > 0 ? { 'Content-Length': bytes.length } : {}) });
  const head = `${method} ${encodeURI(path)} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

function wireOver(stream: Duplex): Wire {
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve(raw: Raw): void; reject(error: Error): void } | undefined;
  const look = (): void => {
    const asker = waiting;
    const found = asker && readAnswer(received);
    if (!found) return;
    received = received.subarray(found.end);
    waiting = undefined;
    asker.resolve(found.raw);
  };
  stream.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    look();
  });
  const ended = (): void => waiting?.reject(new Error('The server ended the connection in the middle of an answer.'));
  stream.on('end', ended);
  stream.on('error', ended);
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        stream.write(bytesOf(request));
      }),
    close: () => void stream.destroy(),
  };
}

/** The first answer in what was received, if all of it is there, and where it ends. */
function readAnswer(bytes: Buffer): { raw: Raw; end: number } | undefined {
  const cut = bytes.indexOf('\r\n\r\n');
  if (cut === -1) return undefined;
  const head = bytes.toString('latin1', 0, cut);
  const body = readBody(head, bytes, cut + 4);
  if (!body) return undefined;
  const raw = { status: Number(head.slice(9, 12)), head: head.replace(/\r\nDate: [^\r]*/, ''), body: body.text };
  return { raw, end: body.end };
}

function readBody(head: string, bytes: Buffer, start: number): { text: string; end: number } | undefined {
  const length = /\r\nContent-Length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return bytes.length < end ? undefined : { text: bytes.toString('utf8', start, end), end };
  }
  return /\r\nTransfer-Encoding: chunked/i.test(head) ? readChunks(bytes, start) : { text: '', end: start };
}

function readChunks(bytes: Buffer, start: number): { text: string; end: number } | undefined {
  const parts: Buffer[] = [];
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const end = line + 2 + size;
    if (bytes.length < end + 2) return undefined;
    if (size === 0) return { text: Buffer.concat(parts).toString('utf8'), end: end + 2 };
    parts.push(bytes.subarray(line + 2, end));
    at = end + 2;
  }
}
