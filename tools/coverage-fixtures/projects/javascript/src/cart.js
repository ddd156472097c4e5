const VAT = 0.2;

function subtotal(items) {
  let sum = 0;
  for (const item of items) {
    if (item.quantity < 0) throw new RangeError('quantity must not be negative');
    sum += item.quantity * item.price;
  }
  return sum;
}

function total(items, options = {}) {
  const net = subtotal(items);
  const vat = options.export ? 0 : net * VAT;
  return options.round && net > 0 ? Math.round(net + vat) : net + vat;
}

const label = (amount) => (amount > 100 ? 'large' : 'small');

class Cart {
  constructor() {
    this.items = [];
  }

  add(item) {
    this.items.push(item);
    return this;
  }

  clear() {
    this.items = [];
  }
}

module.exports = { Cart, label, subtotal, total };
