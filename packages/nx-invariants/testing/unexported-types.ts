import { dirname, join } from 'node:path';
import ts from 'typescript';

/** The types of a package that its exports name and its index.ts does not export: `NotRead in BytesResult`. */
export function unexportedTypes(packageRoot: string): string[] {
  const index = join(packageRoot, 'src', 'index.ts');
  const program = ts.createProgram([index], {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: ts.ModuleKind.Node16,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${index} is no module`);
  const resolved = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isOwn = (symbol: ts.Symbol) =>
    !(symbol.flags & ts.SymbolFlags.TypeParameter) &&
    (symbol.declarations ?? []).some((node) => node.getSourceFile().fileName.startsWith(dirname(index)));

  const exported = new Set(checker.getExportsOfModule(module).map(resolved));
  const reached = new Set(exported);
  const found: string[] = [];
  for (const symbol of reached) {
    for (const name of (symbol.declarations ?? []).flatMap(typeNames)) {
      const target = checker.getSymbolAtLocation(name);
      const type = target && resolved(target);
      if (type === undefined || reached.has(type) || !isOwn(type)) continue;
      reached.add(type);
      found.push(`${type.name} in ${symbol.name}`);
    }
  }
  return found.sort();
}

/** The names of types in a declaration, without those of private members and of code. */
function typeNames(node: ts.Node): ts.Node[] {
  if (ts.isBlock(node) || isPrivate(node)) return [];
  const own = ts.isTypeReferenceNode(node)
    ? [node.typeName]
    : ts.isExpressionWithTypeArguments(node)
      ? [node.expression]
      : [];
  const parts =
    ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node) ? [node.type] : childrenOf(node);
  return [...own, ...parts.flatMap((part) => (part === undefined ? [] : typeNames(part)))];
}

function isPrivate(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
  );
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  return children;
}
