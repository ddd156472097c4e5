import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { NxWorkspace } from '../nx-workspace';

interface Manifest {
  readonly name: string;
  readonly version: string;
}

interface Published {
  readonly manifest: Manifest;
  readonly tarball: Buffer;
}

/**
 * A registry on this machine that serves packed packages as if they were published, and sends clients to the registry
 * that npm is configured with for all others.
 */
export class LocalRegistry {
  private readonly published: Published[] = [];

  private constructor(
    private readonly server: Server,
    private readonly upstream: string,
  ) {}

  static async start(): Promise<LocalRegistry> {
    const upstream = (await new NxWorkspace(tmpdir()).npm(['config', 'get', 'registry'])).trim();
    const server = createServer();
    const registry = new LocalRegistry(server, upstream.endsWith('/') ? upstream : `${upstream}/`);
    server.on('request', ({ url = '/' }, response) => {
      const answer = registry.answer(url);
      if ('location' in answer) response.writeHead(302, { location: answer.location }).end();
      else response.writeHead(200, { 'content-type': answer.type }).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** Publishes a tarball under the name and version of its manifest; the last one published is `latest`. */
  async publish(tarball: string): Promise<void> {
    const text = await new NxWorkspace(tmpdir()).succeed('tar', ['-xzOf', tarball, 'package/package.json']);
    this.published.push({ manifest: JSON.parse(text) as Manifest, tarball: readFileSync(tarball) });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private answer(url: string): { location: string } | { type: string; body: string | Buffer } {
    const path = decodeURIComponent(url.slice(1));
    const download = this.published.find((entry) => tarballPath(entry) === path);
    if (download) return { type: 'application/octet-stream', body: download.tarball };
    const versions = this.published.filter(({ manifest }) => manifest.name === path);
    if (versions.length === 0) return { location: `${this.upstream}${url.slice(1)}` };
    return { type: 'application/json', body: JSON.stringify(this.packument(path, versions)) };
  }

  private packument(name: string, entries: readonly Published[]) {
    return {
      name,
      'dist-tags': { latest: entries.at(-1)?.manifest.version },
      versions: Object.fromEntries(
        entries.map((entry) => [
          entry.manifest.version,
          {
            ...entry.manifest,
            dist: {
              tarball: `${this.url}${tarballPath(entry)}`,
              integrity: `sha512-${createHash('sha512').update(entry.tarball).digest('base64')}`,
            },
          },
        ]),
      ),
    };
  }
}

function tarballPath({ manifest: { name, version } }: Published): string {
  return `${name}/-/${version}.tgz`;
}
