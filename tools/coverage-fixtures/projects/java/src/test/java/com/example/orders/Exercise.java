package com.example.orders;

public final class Exercise {
    public static void main(String[] arguments) {
        Basket basket = new Basket();
        basket.add(10);
        basket.add(20);
        if (basket.total(false) != 36 || Shipping.cost("CH") != 7) {
            throw new AssertionError();
        }
    }
}
