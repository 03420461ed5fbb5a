"""Tests; run by pytest from the project's root."""
