module example.com/ledger-service

go 1.21
