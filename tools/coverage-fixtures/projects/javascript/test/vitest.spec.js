import { expect, test } from 'vitest';
import { Cart, total } from '../src/cart.js';
import { format } from '../src/currency.js';

test('a cart', () => {
  const cart = new Cart().add({ quantity: 2, price: 10 });
  expect(total(cart.items)).toBe(24);
  expect(format(24, 'EUR')).toBe('24.00 €');
});
