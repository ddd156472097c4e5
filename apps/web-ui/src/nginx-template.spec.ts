import { describe, expect, it } from 'vitest';
import template from '../nginx.conf.template?raw';

const environment = {
  PORT: '8081',
  WEB_PTY_SERVER: 'web-pty-server:9000',
  NGINX_LOCAL_RESOLVERS: '127.0.0.11',
};

/** As the image's entry point does with envsubst: variables of the environment alone, so that nginx keeps its own. */
function render(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => variables[braced ?? bare] ?? whole);
}

interface Block {
  /** Each directive's arguments after its name. */
  readonly directives: Readonly<Record<string, readonly string[][]>>;
  readonly blocks: Readonly<Record<string, Block>>;
}

/** Directives and blocks by name (`location = /healthz`): nginx's grammar without escapes in quotes. */
function parse(text: string): Block {
  const tokens = text.replace(/^\s*#.*$/gm, '').match(/"[^"]*"|'[^']*'|[{};]|[^\s{};"']+/g) ?? [];
  let position = 0;
  const block = (): Block => {
    const directives: Record<string, string[][]> = {};
    const blocks: Record<string, Block> = {};
    let words: string[] = [];
    for (; position < tokens.length && tokens[position] !== '}'; ) {
      const token = tokens[position++] ?? '';
      if (token === ';') {
        const [name = '', ...args] = words;
        directives[name] = [...(directives[name] ?? []), args];
        words = [];
      } else if (token === '{') {
        blocks[words.join(' ')] = block();
        words = [];
        position++;
      } else {
        words.push(token.replace(/^(["'])(.*)\1$/, '$2'));
      }
    }
    return { directives, blocks };
  };
  return block();
}

describe('the configuration of nginx in the image', () => {
  const rendered = render(template, environment);
  const server = parse(rendered).blocks.server;
  const location = (name: string) => server?.blocks[`location ${name}`]?.directives;

  it('takes port, resolver and the pseudo-terminal server from the environment, and leaves no name unset', () => {
    expect(server?.directives.listen).toEqual([['8081']]);
    expect(server?.directives.resolver).toEqual([['127.0.0.11', 'valid=10s']]);
    expect(server?.directives.set).toEqual([['$pty_server', 'web-pty-server:9000']]);
    expect(rendered.replace(/^\s*#.*$/gm, '')).not.toMatch(/\$\{/);
  });

  it('answers 200 on /healthz without asking anybody', () => {
    expect(location('= /healthz')).toEqual({
      access_log: [['off']],
      default_type: [['application/json']],
      return: [['200', '{"status":"ok"}']],
    });
  });

  it('asks the pseudo-terminal server on /readyz, and takes each of its failures for unavailable', () => {
    expect(location('= /readyz')).toMatchObject({
      proxy_pass: [['http://$pty_server/healthz']],
      proxy_intercept_errors: [['on']],
      error_page: [['400', '404', '500', '502', '503', '504', '=', '@unavailable']],
    });
  });

  it('answers 503 then, and names who is missing', () => {
    const { default_type, return: answers = [] } = location('@unavailable') ?? {};
    expect(default_type).toEqual([['application/json']]);
    expect(answers.map(([status, body = '']) => [status, JSON.parse(body)])).toEqual([
      ['503', { status: 'unavailable', missing: ['web-pty-server'] }],
    ]);
  });

  it('keeps the variables of nginx', () => {
    expect(location('= /ws')?.proxy_set_header).toContainEqual(['Host', '$http_host']);
  });
});
