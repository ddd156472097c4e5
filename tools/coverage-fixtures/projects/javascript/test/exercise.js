const assert = require('node:assert');
const { Cart, total } = require('../src/cart.js');
const { format } = require('../src/currency.js');

module.exports = function exercise() {
  const cart = new Cart().add({ quantity: 2, price: 10 });
  assert.strictEqual(total(cart.items), 24);
  assert.strictEqual(format(24, 'EUR'), '24.00 €');
};
