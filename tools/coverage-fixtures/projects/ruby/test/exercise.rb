require 'simplecov'
SimpleCov.start do
  root File.expand_path('..', __dir__)
  enable_coverage :branch if ENV['BRANCHES'] == 'yes'
  add_filter '/test/'
end

require_relative '../lib/stock'
require_relative '../lib/price'

stock = Stock.new
stock.add('pen', 3)
abort 'wrong level' unless stock.level('pen') == :low
abort 'wrong price' unless Price.with_tax(10).round == 12
