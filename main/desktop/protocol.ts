// `app://bundle`: Electron's request and response around the one answer that both shells give.
import type { Session } from 'electron';
import { type PageSource, respond } from '../pages/respond.ts';
import { PAGE_ORIGIN, SCHEME } from './policy.ts';

export function serveApp(session: Session, source: PageSource): void {
  session.protocol.handle(SCHEME.scheme, (request) => answer(request, source));
}

/** What follows the origin, as the URL spells it; '' for any other host, port or credentials, which then matches nothing. */
export function rawPathname(url: string): string {
  // A fragment is never part of a request; Electron may leave it in the URL.
  const [asked = ''] = url.split('#', 1);
  return asked.startsWith(`${PAGE_ORIGIN}/`) ? asked.slice(PAGE_ORIGIN.length) : '';
}

async function answer(request: Request, source: PageSource): Promise<Response> {
  const range = request.headers.get('range') ?? undefined;
  const page = await respond({ method: request.method, pathname: rawPathname(request.url), range }, source);
  return new Response(page.body, { status: page.status, headers: page.headers });
}
