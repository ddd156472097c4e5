package com.example.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

public class Basket {
    private final List<Integer> prices = new ArrayList<>();

    public void add(int price) {
        if (price < 0) {
            throw new IllegalArgumentException("a price must not be negative");
        }
        prices.add(price);
    }

    public int total(boolean isExport) {
        IntUnaryOperator tax = net -> isExport ? net : net + net / 5;
        int sum = 0;
        for (int price : prices) {
            sum += price;
        }
        return tax.applyAsInt(sum);
    }

    public void clear() {
        prices.clear();
    }

    private static final class Discount {
        int of(int sum) {
            return sum > 100 ? sum / 10 : 0;
        }
    }
}
