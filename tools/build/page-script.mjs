// Bundles the script of the report's HTML page into one file, which the page carries in itself.
import { rolldown } from 'rolldown';

/** The text of the script, which runs as it stands. @param {string} plugin folder of the package. */
export async function pageScript(plugin) {
  const bundle = await rolldown({ cwd: plugin, input: 'src/report/page/client/main.ts' });
  const { output } = await bundle.generate({ format: 'iife' });
  await bundle.close();
  const [{ code }] = output;
  if (/<\/script|<!--/i.test(code)) throw new Error('the script of the page would end its own element');
  return code;
}
