import { expect, it } from 'vitest';
import { socketUrl } from './socket-url';

it.each([
  ['http://localhost:8081/', 'ws://localhost:8081/ws'],
  ['https://observatory.example/', 'wss://observatory.example/ws'],
  ['https://observatory.example/index.html?theme=dark#top', 'wss://observatory.example/ws'],
  ['https://observatory.example/#token=a%26b', 'wss://observatory.example/ws?token=a%26b'],
  ['https://observatory.example/#token=', 'wss://observatory.example/ws'],
  ['https://observatory.example/?token=in-the-log', 'wss://observatory.example/ws'],
])('finds the socket of %s', (page, socket) => {
  expect(socketUrl(new URL(page)).href).toBe(socket);
});
