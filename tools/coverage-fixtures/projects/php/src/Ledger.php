<?php

namespace Example;

final class Ledger
{
    public static function label(int $amount): string
    {
        if ($amount > 100) {
            return 'large';
        }
        return 'small';
    }
}
