import { at, type Entry, type Mapping, printed, scalar, type Tree, textOf } from '../yaml/tree';

/** Applies the `images` entries of a kustomization to every container, as kustomize's image transformer does. */
export function overrideImages(tree: Mapping, images: readonly Tree[]): Mapping {
  return images.reduce<Mapping>((current, image) => override(current, image) as Mapping, tree);
}

function override(tree: Tree, image: Tree): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'sequence') return { ...tree, items: tree.items.map((item) => override(item, image)) };
  const entries = new Map<string, Entry>();
  for (const [key, entry] of tree.entries) {
    const isContainers = key === 'containers' || key === 'initContainers';
    const value =
      isContainers && entry.value.kind === 'sequence'
        ? { ...entry.value, items: entry.value.items.map((container) => overrideContainer(container, image)) }
        : override(entry.value, image);
    entries.set(key, { key: entry.key, value });
  }
  return { ...tree, entries };
}

function overrideContainer(container: Tree, image: Tree): Tree {
  const current = at(container, 'image');
  const text = textOf(current);
  if (container.kind !== 'mapping' || current === undefined || text === undefined) return container;
  const { name, tag, digest } = split(text);
  if (name !== printed(at(image, 'name'))) return container;

  const field = (key: string) => printed(at(image, key)) || undefined;
  const newName = field('newName') ?? name;
  const newTag = field('newTag');
  const newDigest = field('digest');
  const replaced = newTag !== undefined || newDigest !== undefined;
  const finalTag = replaced ? newTag : tag;
  const finalDigest = replaced ? newDigest : digest;
  const written = `${newName}${finalTag === undefined ? '' : `:${finalTag}`}${finalDigest === undefined ? '' : `@${finalDigest}`}`;
  if (written === text) return container;

  const source = at(image, 'newTag') ?? at(image, 'digest') ?? at(image, 'newName') ?? image;
  const key = container.entries.get('image')?.key ?? scalar('image', source);
  const entries = new Map(container.entries).set('image', {
    key,
    value: scalar(written, { ...source, kind: 'scalar', value: null }),
  });
  return { ...container, entries };
}

function split(image: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const atSign = image.indexOf('@');
  const named = atSign === -1 ? image : image.slice(0, atSign);
  const digest = atSign === -1 ? undefined : image.slice(atSign + 1);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return {
    name: colon === -1 ? named : named.slice(0, colon),
    tag: colon === -1 ? undefined : named.slice(colon + 1),
    digest,
  };
}
