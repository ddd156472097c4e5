#include <stdio.h>

static int grow(int size)
{
	if (size > 64)
		return size + 64;
	return size * 2;
}

int capacity(int needed)
{
	int size = 1;
	while (size < needed)
		size = grow(size);
	return size;
}

void print_capacity(int needed)
{
	printf("%d\n", capacity(needed));
}

int main(void)
{
	return capacity(5) == 8 ? 0 : 1;
}
