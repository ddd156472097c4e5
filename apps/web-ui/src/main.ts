import '@xterm/xterm/css/xterm.css';
import './page.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { startSession } from './session';
import { socketUrl } from './socket-url';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found;
}

const container = element('terminal');
const status = element('status');

const terminal = new Terminal({ cursorBlink: true, theme: { background: '#101418', foreground: '#c8d0d8' } });
const fit = new FitAddon();
terminal.loadAddon(fit);
terminal.open(container);
fit.fit();
new ResizeObserver(() => fit.fit()).observe(container);

startSession(
  terminal,
  () => new WebSocket(socketUrl(new URL(location.href))),
  (line) => {
    status.textContent = line;
  },
);
terminal.focus();
