import { type Connection, type ConnectionEvent, describe, transition } from './connection';
import { type ClientMessage, decode, encode, inputMessages } from './protocol';

/** The terminal emulator, as far as a session needs it. */
export interface Screen {
  readonly cols: number;
  readonly rows: number;
  write(text: string): void;
  reset(): void;
  onData(listener: (text: string) => void): void;
  onResize(listener: () => void): void;
}

/** The part of a browser's WebSocket a session uses. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

/** More often than proxies give up on a silent connection, commonly after a minute. */
const PING_INTERVAL_MS = 25_000;

const ENTER = '\r';

/** Joins a screen to the terminal server and shows each state of the connection as one line of text. */
export function startSession(
  screen: Screen,
  openSocket: () => Socket,
  showStatus: (line: string) => void,
): void {
  let connection: Connection = { kind: 'connecting' };
  let socket: Socket;
  let pinging: ReturnType<typeof setInterval> | undefined;

  const enter = (next: Connection) => {
    connection = next;
    showStatus(describe(next));
    switch (next.kind) {
      case 'connecting':
        screen.reset();
        return connect();
      case 'open':
        sendSize();
        pinging = setInterval(() => send({ type: 'ping' }), PING_INTERVAL_MS);
        return;
      case 'exited':
      case 'lost':
        return disconnect();
    }
  };

  const happened = (event: ConnectionEvent) => {
    const next = transition(connection, event);
    if (next !== connection) enter(next);
  };

  const connect = () => {
    socket = openSocket();
    socket.onopen = () => happened({ kind: 'opened' });
    socket.onmessage = ({ data }) => receive(data);
    socket.onclose = ({ reason }) => happened({ kind: 'closed', reason });
  };

  const disconnect = () => {
    clearInterval(pinging);
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  };

  const receive = (frame: unknown) => {
    const decoded = decode(frame);
    if (!decoded.ok) return happened({ kind: 'refused', reason: decoded.reason });
    const { message } = decoded;
    switch (message.type) {
      case 'output':
        return screen.write(message.data);
      case 'error':
        return screen.write(`\r\n${message.message}\r\n`);
      case 'exit':
        return happened({ kind: 'exited', code: message.code });
      case 'pong':
        return;
    }
  };

  const send = (message: ClientMessage) => socket.send(encode(message));

  const sendSize = () => send({ type: 'resize', cols: screen.cols, rows: screen.rows });

  screen.onData((text) => {
    if (connection.kind === 'open') inputMessages(text).forEach(send);
    else if (text === ENTER) happened({ kind: 'reconnect' });
  });
  screen.onResize(() => {
    if (connection.kind === 'open') sendSize();
  });
  enter(connection);
}
