"""A points scorecard: learned once from data, then scoring in cells with reasons."""
