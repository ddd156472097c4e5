/** Finds the source files of a JVM project by package and file name, whatever its source roots are. */
export class PackageFiles {
  private readonly byName = new Map<string, string[]>();

  /**
   * @param files of the workspace
   * @param isOwn does it belong to the project that is looked at?
   */
  constructor(
    files: Iterable<string>,
    private readonly isOwn: (file: string) => boolean,
  ) {
    for (const file of files) {
      const known = this.byName.get(nameOf(file));
      if (known) known.push(file);
      else this.byName.set(nameOf(file), [file]);
    }
  }

  /**
   * The files that a path may mean: those that end in it, or for Kotlin in a part of it; of several the project's own, of
   * those the ones in a folder named like a module of the report, and of those the ones below `main`.
   *
   * @param path `com/example/Order.java`, in a report of several modules `module:com/example/Order.java`
   */
  find(path: string): readonly string[] {
    const colon = path.lastIndexOf(':');
    const modules = colon < 0 ? [] : path.slice(0, colon).split('/');
    const inPackage = path.slice(colon + 1);
    const exact = this.endingIn(inPackage);
    const found = exact.length === 0 && inPackage.endsWith('.kt') ? this.belowRootPackage(inPackage) : exact;
    const narrowing = [
      this.isOwn,
      (file: string) => modules.some((module) => `/${file}`.includes(`/${module}/`)),
      (file: string) => `/${file}`.includes('/main/'),
    ];
    return narrowing.reduce((candidates, isMeant) => {
      const meant = candidates.length > 1 ? candidates.filter(isMeant) : candidates;
      return meant.length > 0 ? meant : candidates;
    }, found);
  }

  /**
   * Kotlin's folders may leave out the package that all files share (Kotlin coding conventions, "Directory structure"):
   * the project's own files that end in the longest rest of the path.
   */
  private belowRootPackage(inPackage: string): readonly string[] {
    for (let slash = inPackage.indexOf('/'); slash >= 0; slash = inPackage.indexOf('/', slash + 1)) {
      const own = this.endingIn(inPackage.slice(slash + 1)).filter(this.isOwn);
      if (own.length > 0) return own;
    }
    return [];
  }

  private endingIn(path: string): readonly string[] {
    return (this.byName.get(nameOf(path)) ?? []).filter((file) => `/${file}`.endsWith(`/${path}`));
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
