/**
 * The WebSocket endpoint that belongs to a page: /ws at the page's own origin. A token stands in the page's fragment
 * (`#token=...`), which browsers keep out of requests and thus out of the logs of whoever serves the page.
 */
export function socketUrl(page: URL): URL {
  const url = new URL('/ws', page);
  url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = new URLSearchParams(page.hash.slice(1)).get('token');
  if (token) url.searchParams.set('token', token);
  return url;
}
