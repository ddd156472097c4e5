"""Carries out submitted jobs: decides in pure modules, stores and publishes through ports."""
