import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { NxWorkspace } from './nx-workspace';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

interface Tarball {
  readonly manifest: Manifest;
  readonly content: Buffer;
  /** Holds a digest of the content, so that no package manager takes another tarball of that name from its cache. */
  readonly path: string;
}

/**
 * A registry on this machine that has the packed packages as if they were published, and sends its clients to the
 * configured registry for everything else: so package managers and `nx add` do what they do for any plugin.
 */
export class TarballRegistry {
  private constructor(private readonly server: Server) {}

  static async serve(files: readonly string[]): Promise<TarballRegistry> {
    const here = new NxWorkspace(tmpdir());
    const tarballs = await Promise.all(files.map((file) => readTarball(here, file)));
    const upstream = (await here.npm(['config', 'get', 'registry'])).trim().replace(/\/?$/, '/');
    const server = createServer((request, response) => {
      const [, rest = ''] = /^\/(.*)$/.exec(request.url ?? '') ?? [];
      const origin = `http://${request.headers.host}`;
      answer(response, decodeURIComponent(rest), origin, tarballs, `${upstream}${rest}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TarballRegistry(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** What makes npm, pnpm and Yarn ask this registry. */
  get environment(): { readonly [name: string]: string } {
    return {
      npm_config_registry: this.url,
      YARN_NPM_REGISTRY_SERVER: this.url.replace(/\/$/, ''),
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    };
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function answer(
  response: ServerResponse,
  path: string,
  origin: string,
  tarballs: readonly Tarball[],
  elsewhere: string,
): void {
  const asked = tarballs.find((tarball) => tarball.path === path);
  const described = tarballs.find(({ manifest }) => manifest.name === path);
  if (asked !== undefined) {
    response.end(asked.content);
  } else if (described !== undefined) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(packument(described, origin)));
  } else {
    response.writeHead(307, { location: elsewhere }).end();
  }
}

/** Published long ago: package managers may refuse what is too young. */
const published = '2020-01-01T00:00:00.000Z';

function packument({ manifest, content, path }: Tarball, origin: string) {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist: { tarball: `${origin}/${path}`, integrity } } },
    time: { created: published, modified: published, [version]: published },
  };
}

async function readTarball(here: NxWorkspace, file: string): Promise<Tarball> {
  const manifest = await here.succeed('tar', ['-xzOf', file, 'package/package.json']);
  const content = readFileSync(file);
  const digest = createHash('sha256').update(content).digest('hex');
  return {
    manifest: JSON.parse(manifest) as Manifest,
    content,
    path: `-/${digest}/${basename(file)}`,
  };
}
