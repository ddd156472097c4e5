/** The module path that a go.mod declares, or undefined when it declares none. */
export function goModulePath(goMod: string): string | undefined {
  const line = /^[ \t]*module[ \t]+(?:"([^"\s]+)"|`([^`\s]+)`|([^\s"`(]+))/m.exec(goMod);
  return line?.[1] ?? line?.[2] ?? line?.[3];
}
