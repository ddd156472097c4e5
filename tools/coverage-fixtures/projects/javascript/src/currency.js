function format(amount, currency) {
  switch (currency) {
    case 'EUR':
      return `${amount.toFixed(2)} €`;
    case 'USD':
      return `$${amount.toFixed(2)}`;
    default:
      return `${amount} ${currency}`;
  }
}

module.exports = { format };
