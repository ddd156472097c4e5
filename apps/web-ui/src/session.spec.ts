import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { INPUT_LIMIT } from './protocol';
import { type Screen, type Socket, startSession } from './session';

class FakeScreen implements Screen {
  cols = 80;
  rows = 24;
  text = '';
  type: (text: string) => void = () => {};
  resized: () => void = () => {};

  write(text: string) {
    this.text += text;
  }
  reset() {
    this.text = '';
  }
  onData(listener: (text: string) => void) {
    this.type = listener;
  }
  onResize(listener: () => void) {
    this.resized = listener;
  }
}

class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly sent: unknown[] = [];
  closed = false;

  send(frame: string) {
    this.sent.push(JSON.parse(frame));
  }
  close() {
    this.closed = true;
  }
  opens() {
    this.onopen?.call(this as unknown as WebSocket, {} as Event);
  }
  says(message: object) {
    this.onmessage?.call(this as unknown as WebSocket, { data: JSON.stringify(message) } as MessageEvent);
  }
  closes(reason = '') {
    this.onclose?.call(this as unknown as WebSocket, { reason } as CloseEvent);
  }
}

function session() {
  const screen = new FakeScreen();
  const sockets: FakeSocket[] = [];
  const statuses: string[] = [];
  const openSocket = () => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  };
  startSession(screen, openSocket, (line) => statuses.push(line));
  const socket = (index: number) => sockets[index] ?? expect.fail(`There is no socket ${index}.`);
  return { screen, sockets, statuses, socket };
}

const SIZE = { type: 'resize', cols: 80, rows: 24 };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('opens a socket, tells its size and carries text both ways', () => {
  const { screen, statuses, socket } = session();
  expect(statuses).toEqual(['Connecting…']);
  screen.type('too early');
  screen.resized();
  expect(socket(0).sent).toEqual([]);

  socket(0).opens();
  screen.type('j');
  socket(0).says({ type: 'output', data: 'jobs' });
  expect(socket(0).sent).toEqual([SIZE, { type: 'input', data: 'j' }]);
  expect(screen.text).toBe('jobs');
  expect(statuses).toEqual(['Connecting…', 'Connected']);
});

it('tells each new size', () => {
  const { screen, socket } = session();
  socket(0).opens();
  Object.assign(screen, { cols: 132, rows: 43 }).resized();
  expect(socket(0).sent).toEqual([SIZE, { type: 'resize', cols: 132, rows: 43 }]);
});

it('sends a long paste in order, in parts', () => {
  const { screen, socket } = session();
  socket(0).opens();
  screen.type(`${'a'.repeat(INPUT_LIMIT)}b`);
  expect(socket(0).sent.slice(1)).toEqual([
    { type: 'input', data: 'a'.repeat(INPUT_LIMIT) },
    { type: 'input', data: 'b' },
  ]);
});

it('pings while it is open, and only then', () => {
  const { socket } = session();
  vi.advanceTimersByTime(60_000);
  socket(0).opens();
  vi.advanceTimersByTime(60_000);
  socket(0).says({ type: 'pong' });
  socket(0).closes();
  vi.advanceTimersByTime(60_000);
  expect(socket(0).sent).toEqual([SIZE, { type: 'ping' }, { type: 'ping' }]);
});

it('shows what the server objects to and stays open', () => {
  const { screen, statuses, socket } = session();
  socket(0).opens();
  socket(0).says({ type: 'error', message: 'too many sessions' });
  expect(screen.text).toBe('\r\ntoo many sessions\r\n');
  expect(statuses.at(-1)).toBe('Connected');
});

it('ends with the program and starts it again on Enter', () => {
  const { screen, sockets, statuses, socket } = session();
  socket(0).opens();
  socket(0).says({ type: 'output', data: 'bye' });
  socket(0).says({ type: 'exit', code: 0 });
  expect(socket(0).closed).toBe(true);
  expect(screen.text).toBe('bye');

  screen.type('x');
  expect(sockets).toHaveLength(1);
  screen.type('\r');
  expect(sockets).toHaveLength(2);
  expect(screen.text).toBe('');
  socket(1).opens();
  expect(statuses).toEqual([
    'Connecting…',
    'Connected',
    'The program ended with code 0. Press Enter to start it again.',
    'Connecting…',
    'Connected',
  ]);
});

it('does not hear a socket it has left', () => {
  const { screen, statuses, socket } = session();
  socket(0).opens();
  socket(0).says({ type: 'nonsense' });
  expect(socket(0).closed).toBe(true);
  screen.type('\r');
  socket(0).says({ type: 'output', data: 'a ghost' });
  socket(0).closes('late');
  expect(screen.text).toBe('');
  expect(statuses).toEqual([
    'Connecting…',
    'Connected',
    'The server sent a message of unknown type. Press Enter to connect again.',
    'Connecting…',
  ]);
});

it('says when the server cannot be reached', () => {
  const { statuses, socket } = session();
  socket(0).closes();
  expect(statuses.at(-1)).toBe('The terminal server cannot be reached. Press Enter to connect again.');
});
