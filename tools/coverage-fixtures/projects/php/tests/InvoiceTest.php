<?php

use Example\Invoice;
use Example\Ledger;
use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/../src/Invoice.php';
require_once __DIR__ . '/../src/Ledger.php';

final class InvoiceTest extends TestCase
{
    public function testTotal(): void
    {
        $invoice = new Invoice();
        $invoice->add(10);
        $this->assertSame(12.0, $invoice->total());
        $this->assertSame('small', Ledger::label(5));
    }
}
