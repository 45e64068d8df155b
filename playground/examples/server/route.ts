const APP_PATH = '/api/breeze';
const SERVICE_URL = 'https://api.breeze.blue';

/**
 * Whatever comes to `/api/breeze/...`, in any framework that has `Request` and `Response`. Check first who asks: it
 * spends the account's credit.
 */
export async function forward(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const answer = await fetch(SERVICE_URL + pathname.slice(APP_PATH.length) + search, {
    method: request.method,
    headers: {
      'content-type': request.headers.get('content-type') ?? 'application/json',
      'xi-api-key': process.env['BREEZE_API_KEY'] ?? '',
    },
    ...(request.method === 'POST' && { body: await request.text() }),
    // Who stops listening gives the slot back.
    signal: request.signal,
  });
  const headers = new Headers(answer.headers);
  // The body is unpacked by now.
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(answer.body, { status: answer.status, headers });
}
