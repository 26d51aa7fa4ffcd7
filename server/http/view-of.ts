/** Through whose eyes a request looks: as its header says, or its address where browsers open it by themselves and send no headers of ours. */
import { viewAsHeader } from '../identity/view-as.ts';

/** Pictures and links, and the stream of events. */
const openedByBrowsers = /^\/api\/(?:files\/.+|events|audit-runs\/[^/]+\/report\.html|imports\/[^/]+\/errors\.csv)$/;

/** What is read of a request. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  get(name: string): string;
}

/** The roles or the user as whom to look; empty for one's own eyes. */
export function viewOf(ctx: Asked): string {
  const header = ctx.get(viewAsHeader).trim();
  if (header !== '' || (ctx.method !== 'GET' && ctx.method !== 'HEAD') || !openedByBrowsers.test(ctx.path)) return header;
  const { viewAs } = ctx.query;
  return typeof viewAs === 'string' ? viewAs.trim() : '';
}
