"""Filings and answers in and out: JSON and its schema."""
