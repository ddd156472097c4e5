<?php

namespace Example;

final class Invoice
{
    /** @var int[] */
    private array $lines = [];

    public function add(int $amount): void
    {
        if ($amount < 0) {
            throw new \InvalidArgumentException('an amount must not be negative');
        }
        $this->lines[] = $amount;
    }

    public function total(bool $withTax = true): float
    {
        $net = array_sum($this->lines);
        return $withTax ? $net * 1.2 : $net;
    }

    public function clear(): void
    {
        $this->lines = [];
    }
}
