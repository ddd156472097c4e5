#include <stdexcept>
#include <string>
#include <vector>

template <typename Amount> Amount clamp(Amount value, Amount least, Amount most)
{
	if (value < least)
		return least;
	return value > most ? most : value;
}

static bool is_open(bool paid, bool trial, int used, int allowed)
{
	return (paid || trial) && used < allowed;
}

class Quota {
public:
	explicit Quota(int allowed) : allowed_(allowed)
	{
		if (allowed < 0)
			throw std::invalid_argument("negative");
	}

	int left(const std::vector<int> &uses) const
	{
		int used = 0;
		for (int use : uses)
			used += use;
		return clamp(allowed_ - used, 0, allowed_);
	}

	double share(double used) const
	{
		return clamp(used / allowed_, 0.0, 1.0);
	}

	std::string describe() const
	{
		return "quota of " + std::to_string(allowed_);
	}

private:
	int allowed_;
};

int main()
{
	Quota quota(10);
	auto is_used = [&](double used) { return quota.share(used) > 0.5; };
	auto unused = [&] { return quota.describe(); };
	(void)unused;
	bool open = is_open(true, false, 3, 10) && !is_open(false, false, 3, 10);
	return open && quota.left({3, 4}) == 3 && is_used(6) ? 0 : 1;
}
