package config

import "testing"

func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestFromEnvironment(t *testing.T) {
	defaults := Config{8080, "postgres://localhost:5432/observatory", "redis://localhost:6379/0", "mongodb://localhost:27017/"}
	if got, err := FromEnvironment(environment(nil)); err != nil || got != defaults {
		t.Errorf("got %+v, %v; want %+v", got, err, defaults)
	}

	want := Config{9999, "postgres://a", "redis://b", "mongodb://c"}
	got, err := FromEnvironment(environment(map[string]string{
		"PORT": "9999", "POSTGRES_URL": "postgres://a", "REDIS_URL": "redis://b", "MONGODB_URL": "mongodb://c",
	}))
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}

	for _, port := range []string{"0", "65536", "-1", "http", "80 "} {
		if got, err := FromEnvironment(environment(map[string]string{"PORT": port})); err == nil {
			t.Errorf("PORT=%q was read as %d", port, got.Port)
		}
	}
}
