import { posix } from 'node:path';
import ts from 'typescript';

/**
 * Findings on one source of an engine.
 *
 * @param {string} file path of the source in the workspace
 * @param {string} root folder of the engine's project
 * @param {{ kind: 'read', text: string } | { kind: string }} read what became of reading it
 */
export function judgeSource(file, root, read) {
  if (read.kind !== 'read') {
    return [
      { severity: 'error', file, message: 'the source cannot be read', fix: 'make it a readable file' },
    ];
  }
  const source = ts.createSourceFile(file, read.text, ts.ScriptTarget.Latest, true);
  const findings = [];
  const report = (node, message, fix) => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
    findings.push({ severity: 'error', file, line: line + 1, column: character + 1, message, fix });
  };
  const visit = (node) => {
    const imported = importedModule(node);
    if (imported !== undefined && (isForbidden(imported) || leaves(root, file, imported))) {
      report(
        node,
        `the engine imports ${imported}`,
        'take what is needed as a value or as a small interface; the plugin maps projects to engine calls',
      );
    }
    if (ts.isPropertyAccessExpression(node)) {
      const text = node.getText(source);
      if (/^console\.\w+$/.test(text) || /^process\.(exit|exitCode|stdout|stderr|abort|kill)$/.test(text)) {
        report(
          node,
          `the engine uses ${text}`,
          'return data; the plugin and the command line print and exit',
        );
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

function importedModule(node) {
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal.text;
  if (ts.isExternalModuleReference(node)) return node.expression.text;
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return node.moduleSpecifier.text;
  }
  const isLoad =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require');
  const [argument] = isLoad ? node.arguments : [];
  return argument && ts.isStringLiteralLike(argument) ? argument.text : undefined;
}

/** Whether a relative import of a source leads out of its engine's folder, such as into another engine's sources. */
function leaves(root, file, name) {
  const target = posix.join(posix.dirname(file), name);
  return /^\.{1,2}(\/|$)/.test(name) && !`${target}/`.startsWith(`${root}/`);
}

function isForbidden(name) {
  return /^(nx|@nx\/.+|nx-invariants|@nx-invariants\/.+)($|\/)/.test(name);
}
