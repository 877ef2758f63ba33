"""Strategies and helpers for tests of rules: for the tests of this library and of its users."""
