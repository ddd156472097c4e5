class Stock
  def initialize
    @items = Hash.new(0)
  end

  def add(name, count)
    raise ArgumentError, 'count must be positive' if count <= 0

    @items[name] += count
  end

  def level(name)
    count = @items[name]
    if count > 100
      :high
    elsif count.positive?
      :low
    else
      :none
    end
  end

  def remove(name)
    @items.delete(name)
  end
end
