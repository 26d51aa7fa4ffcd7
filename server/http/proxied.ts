/** Makes requests that come through proxies of ours look as if they had come directly: `ctx.ip`, `ctx.protocol`, `ctx.secure`. */
import type Koa from 'koa';
import type { Origin, TrustedProxies } from '../kernel/trusted-proxies.ts';

/** The names that are redefined; Koa's own would believe everybody, or nobody, and with `app.proxy` also `X-Forwarded-Host`. */
export function trustProxies(app: Pick<Koa, 'request'>, proxies: TrustedProxies): void {
  const known = new WeakMap<object, Origin>();
  const origin = (request: Koa.Request): Origin => {
    let found = known.get(request);
    if (!found) {
      const { socket } = request.req;
      found = proxies.originOf(socket.remoteAddress ?? '', request.get('X-Forwarded-For'), request.get('X-Forwarded-Proto'));
      known.set(request, found);
    }
    return found;
  };
  Object.defineProperties(app.request, {
    ip: {
      get(this: Koa.Request) {
        return origin(this).address;
      },
    },
    protocol: {
      get(this: Koa.Request) {
        const { https } = origin(this);
        return (https ?? 'encrypted' in this.req.socket) ? 'https' : 'http';
      },
    },
  });
}
