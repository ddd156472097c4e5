module Price
  def self.with_tax(net, export: false)
    export ? net : net * 1.2
  end

  def self.format(amount)
    Kernel.format('%.2f', amount)
  end

  def self.rebate(net)
    share = net > 100 ? 0.1 : 0
    amount = net * share
    amount.round(2)
  end

  def self.rounded(amount)
    cents = (amount * 100).round
    cents / 100.0
  end
end
