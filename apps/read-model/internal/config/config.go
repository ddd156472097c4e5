// Package config reads the environment.
package config

import (
	"fmt"
	"strconv"
)

// Config is where the service listens and where its dependencies are. The URLs are parsed by the adapters.
type Config struct {
	Port        int
	PostgresURL string
	RedisURL    string
	MongoDBURL  string
}

// FromEnvironment reads PORT, POSTGRES_URL, REDIS_URL and MONGODB_URL; what is unset points at this machine's standard ports.
func FromEnvironment(getenv func(string) string) (Config, error) {
	port, err := parsePort(valueOr(getenv("PORT"), "8080"))
	if err != nil {
		return Config{}, err
	}
	return Config{
		Port:        port,
		PostgresURL: valueOr(getenv("POSTGRES_URL"), "postgres://localhost:5432/observatory"),
		RedisURL:    valueOr(getenv("REDIS_URL"), "redis://localhost:6379/0"),
		MongoDBURL:  valueOr(getenv("MONGODB_URL"), "mongodb://localhost:27017/"),
	}, nil
}

func parsePort(text string) (int, error) {
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return 0, fmt.Errorf("PORT is %q; expected a number from 1 to 65535", text)
	}
	return int(port), nil
}

func valueOr(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
